import type { RecordOperation } from '../../document/views.ts'
import type { Json, JsonObject } from '../../json.ts'
import { type CompiledModel, recognising } from '../compile.ts'
import { exactly, json, problems, reference } from './parts.ts'

type May = (compiled: CompiledModel, rule: RecordOperation) => boolean

/** The steps that a caller's batch may have; undefined for who may write nothing. */
export function batchOperation(models: readonly CompiledModel[], may: May): JsonObject | undefined {
  const steps = models.flatMap((compiled) => stepsOf(compiled, may))
  if (steps.length === 0) return undefined
  const records = models.filter((compiled) => stepsOf(compiled, may).length > 0).map(({ model }) => model.name)
  const answer = exactly({
    operation: { type: 'string', enum: ['create', 'upsert', 'update', 'replace', 'delete'] },
    collection: { type: 'string', enum: records },
    record: { anyOf: [{ type: 'null' }, ...schemasOf(models, may).map(reference)] },
  })
  const operations = { type: 'array', items: { anyOf: steps }, minItems: 1, maxItems: 1_000 }
  return {
    operationId: 'batch',
    summary: 'Several operations in one transaction: all of them, in their order, or none',
    requestBody: { required: true, content: { 'application/json': { schema: exactly({ operations }) } } },
    responses: {
      '200': json('What each operation made; null: deleted.', exactly({ data: { type: 'array', items: answer } })),
      ...problems(['409', '412', '413', '415']),
    },
  }
}

function schemasOf(models: readonly CompiledModel[], may: May): string[] {
  return models.filter((compiled) => may(compiled, 'create') || may(compiled, 'update')).map(({ model }) => model.name)
}

function stepsOf(compiled: CompiledModel, may: May): JsonObject[] {
  const { name } = compiled.model
  const uniques = recognising(compiled).map((field) => field.name)
  const step = (operation: string, more: JsonObject, optional: JsonObject = {}): JsonObject => {
    const needed = exactly({ operation: { const: operation }, collection: { const: name }, ...more })
    return { ...needed, properties: { ...(needed['properties'] as JsonObject), ...optional } }
  }
  const id: Json = { type: 'string' }
  const ifMatch = { ifMatch: { type: 'string', description: 'ETag that was read.' } }
  const [create, update] = [may(compiled, 'create'), may(compiled, 'update')]
  return [
    ...(create ? [step('create', { data: reference(`${name}.create`) })] : []),
    ...(create && update && uniques.length > 0
      ? [step('upsert', { field: { type: 'string', enum: uniques }, data: { type: 'object' } })]
      : []),
    ...(update ? [step('update', { id, data: reference(`${name}.patch`) }, ifMatch)] : []),
    ...(update ? [step('replace', { id, data: reference(`${name}.create`) }, ifMatch)] : []),
    ...(may(compiled, 'delete') ? [step('delete', { id }, ifMatch)] : []),
  ]
}
