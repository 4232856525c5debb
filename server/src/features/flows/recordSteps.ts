import { AppError } from '@axiom/shared/errors'
import type { JsonObject } from '@axiom/shared/json'

import { presentRecord, type RecordService } from '../records/index.ts'
import { StepError, type Reader } from './scope.ts'
import type { StepCall, StepOf, StepResult } from './stepTypes.ts'
import type { StoredRun } from './store.ts'

/** Steps that read and write records, with the rights of the project itself. */
export function createRecordSteps(records: RecordService) {
  async function collection(
    { projectId, env, depth }: StoredRun,
    modelId: string,
    operation: 'list' | 'create' | 'update' | 'delete',
  ) {
    if (modelId === '') throw new StepError('Choose a model for this step.')
    return records.targetOfModel(await records.locateOwn(projectId, env, depth + 1), modelId, operation)
  }

  async function createRecord(
    { params }: StepOf<'createRecord'>,
    { run, reader, effectId }: StepCall,
  ): Promise<StepResult> {
    const at = await collection(run, params.model, 'create')
    const input = await valuesOf(params.values, at.compiled.byId, reader)
    const [made] = await records.create(at, input, `flow ${effectId}`)
    return { input, output: made ? presentRecord(at, made) : null }
  }

  async function updateRecord({ params }: StepOf<'updateRecord'>, { run, reader }: StepCall): Promise<StepResult> {
    const at = await collection(run, params.model, 'update')
    const id = await recordId(params.record, reader)
    const values = await valuesOf(params.values, at.compiled.byId, reader)
    return { input: { id, ...values }, output: presentRecord(at, await records.patch(at, id, values, null)) }
  }

  async function deleteRecord(
    { params }: StepOf<'deleteRecord'>,
    { run, reader, again }: StepCall,
  ): Promise<StepResult> {
    const at = await collection(run, params.model, 'delete')
    const id = await recordId(params.record, reader)
    try {
      await records.remove(at, id, null)
    } catch (error) {
      if (!again || !(error instanceof AppError) || error.code !== 'not_found') throw error
    }
    return { input: { id }, output: { id } }
  }

  async function findRecords({ params }: StepOf<'findRecords'>, { run, reader }: StepCall): Promise<StepResult> {
    const at = await collection(run, params.model, 'list')
    const field = at.compiled.byId.get(params.field)
    const value = field ? await reader.value(params.value) : null
    const filter = field ? { filter: JSON.stringify({ [field.name]: { [params.operator]: value } }) } : {}
    const { data } = await records.search(at, { ...filter, sort: '-createdAt', limit: String(params.limit) })
    const input = field ? { [`${field.name} ${params.operator}`]: value } : {}
    return { input, output: { records: data, first: data[0] ?? null, count: data.length } }
  }

  return { createRecord, updateRecord, deleteRecord, findRecords }
}

async function valuesOf(values: Record<string, string>, names: ReadonlyMap<string, { name: string }>, reader: Reader) {
  const result: JsonObject = {}
  for (const [fieldId, source] of Object.entries(values)) {
    const field = names.get(fieldId)
    if (field && source.trim() !== '') result[field.name] = await reader.value(source)
  }
  return result
}

async function recordId(source: string, reader: Reader): Promise<string> {
  const id = await reader.value(source)
  if (typeof id === 'string' && /^[A-Za-z0-9_-]{1,60}$/.test(id)) return id
  throw new StepError(`“${source.slice(0, 200)}” gives no id of a record.`)
}
