import type { ApiView } from '@axiom/shared/document/parseApis'
import { AppError } from '@axiom/shared/errors'
import { isObject, type Json } from '@axiom/shared/json'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { ExpressionPool } from '../../../platform/expressions/pool.ts'
import { parseList } from '../query/parseList.ts'
import type { RecordService } from '../service.ts'
import type { StoredRecord } from '../stored.ts'
import type { Target } from '../target.ts'

export interface Asked {
  api: ApiView
  /** From the path. */
  params: Record<string, string>
  query: Record<string, string | string[] | undefined>
  body: unknown
}

export interface Answered {
  status: 200 | 201 | 202 | 204
  body: Json
}

/** Carries out an endpoint by the verbs of its model; what it does not name of the model is not there for its callers. */
export function answerRecords(records: RecordService, full: Target, asked: Asked): Promise<Answered> {
  return run(records, full, { ...full, compiled: narrow(full.compiled, asked.api.fields) }, asked)
}

/** What the transform of an endpoint makes of its answer. */
export async function transformed(
  expressions: ExpressionPool,
  { api: { transform }, params }: Asked,
  answer: Answered,
): Promise<Answered> {
  if (transform === '' || answer.status === 204) return answer
  const scope = { ...(isObject(answer.body) ? answer.body : {}), params }
  const outcome = await expressions.evaluate(transform, scope)
  if (!outcome.ok)
    throw new AppError('transform_failed', { message: `The transform of this endpoint failed: ${outcome.message}` })
  return { ...answer, body: outcome.value }
}

async function run(
  records: RecordService,
  full: Target,
  at: Target,
  { api, params, query, body }: Asked,
): Promise<Answered> {
  const { id = '', ...fixed } = params
  const shown = async (record: StoredRecord): Promise<Json> => (await records.present(at, [record]))[0] ?? null
  switch (api.operation) {
    case 'list': {
      const { env: _env, ...given } = query
      const filters = Object.fromEntries(Object.entries(fixed).map(([name, value]) => [`${name}[eq]`, value]))
      // A parameter of the path may be a field that is not answered.
      const { filter } = parseList(full.compiled, filters)
      const asked = parseList(at.compiled, given)
      const page = await records.list(at, { ...asked, filter: { kind: 'and', parts: [filter, asked.filter] } })
      return { status: 200, body: { data: page.data, meta: page.meta } }
    }
    case 'read':
      return { status: 200, body: { data: await shown(await records.find(full, id)) } }
    case 'create': {
      const [made] = await records.create(full, { ...demandKnown(at, body), ...fixed }, null)
      return { status: 201, body: { data: made ? await shown(made) : null } }
    }
    case 'update':
      return {
        status: 200,
        body: { data: await shown(await records.patch(full, id, { ...demandKnown(at, body), ...fixed }, null)) },
      }
    case 'delete':
      await records.remove(full, id, null)
      return { status: 204, body: null }
    case 'query':
    case 'flow':
      throw new TypeError('No records are asked for here')
  }
}

/** Only what the endpoint names may be sent. */
function demandKnown({ compiled }: Target, body: unknown): Record<string, unknown> {
  if (!isObject(body))
    throw new AppError('invalid_input', { errors: [{ path: '', code: 'type', message: 'must be an object' }] })
  const errors = Object.keys(body)
    .filter((name) => !compiled.byName.has(name))
    .slice(0, 50)
    .map((name) => ({ path: name.slice(0, 80), code: 'additionalProperties', message: 'is no field of this endpoint' }))
  if (errors.length > 0) throw new AppError('invalid_input', { errors })
  return body
}

/** A model as if it had these fields only; nothing else can be answered, filtered, ordered or expanded. */
function narrow(compiled: CompiledModel, fields: readonly string[] | null): CompiledModel {
  if (fields === null) return compiled
  const isKept = (id: string): boolean => fields.includes(id)
  return {
    ...compiled,
    model: { ...compiled.model, fields: compiled.model.fields.filter(({ id }) => isKept(id)) },
    byName: new Map([...compiled.byName].filter(([, { id }]) => isKept(id))),
    byId: new Map([...compiled.byId].filter(([id]) => isKept(id))),
    links: new Map([...compiled.links].filter(([, { field }]) => isKept(field.id))),
    backLinks: new Map(),
  }
}
