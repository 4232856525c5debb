import { type Caller, isAllowed, isOpenTo } from '../../access/audience.ts'
import { type ApiView, isRecordApi } from '../../document/parseApis.ts'
import type { QueryView, RecordOperation } from '../../document/views.ts'
import type { JsonObject } from '../../json.ts'
import { parametersIn, pathProblem } from '../apiPaths.ts'
import type { CompiledContract, CompiledModel, JsonSchema } from '../compile.ts'
import { asksForProof, PROOF } from './parameters.ts'
import { exactly, json, problems } from './parts.ts'
import { parametersInQuery, parametersSchema, queryAnswer, queryProblems } from './queries.ts'

export interface CustomContext {
  base: string
  parameters: JsonObject[]
  caller: Caller
  queries: readonly QueryView[]
}

/** Paths of the endpoints that people made and the caller may use; those that a collection hides are none. */
export function customPaths(
  { models }: CompiledContract,
  apis: readonly ApiView[],
  { base, parameters, caller, queries }: CustomContext,
): JsonObject {
  const paths: JsonObject = {}
  for (const api of apis) {
    if (pathProblem(api.path, [...models.keys()]) !== null) continue
    const operation = isRecordApi(api)
      ? recordOperation(api, [...models.values()], caller)
      : otherOperation(api, queries, caller)
    if (!operation) continue
    const path = base + api.path.replaceAll(/:([^/]+)/g, '{$1}')
    const own = parametersIn(api.path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
    const known = (paths[path] as JsonObject | undefined) ?? { parameters: [...parameters, ...own] }
    paths[path] = { ...known, [api.method.toLowerCase()]: operation }
  }
  return paths
}

function recordOperation(
  api: ApiView & { operation: RecordOperation },
  models: readonly CompiledModel[],
  caller: Caller,
): JsonObject | null {
  const compiled = models.find(({ model }) => model.id === api.modelId)
  if (!compiled) return null
  const { model } = compiled
  const rules = { ...model.rules, [api.operation]: api.auth }
  return isAllowed({ ...model, rules }, api.operation, caller) ? operationOf(api, compiled, caller) : null
}

/** Of a query, or the start of a flow. */
function otherOperation(api: ApiView, queries: readonly QueryView[], caller: Caller): JsonObject | null {
  if (!isOpenTo(api.id, api.auth, api.operation === 'query' ? 'read' : 'create', caller)) return null
  const about = { operationId: `api_${api.id}`, summary: api.name, 'x-audience': api.auth }
  const transformed = api.transform === '' ? null : json('What its transform makes of it.', {})
  if (api.operation === 'flow') {
    const started = json('The flow was started; it goes on by itself.', exactly({ data: exactly({ runId: ID }) }))
    const schema = { type: 'object', description: 'What the flow reads as `trigger.body`.' }
    return {
      ...about,
      tags: ['flows'],
      requestBody: { required: false, content: { 'application/json': { schema } } },
      responses: { '202': transformed ?? started, ...problems(['413', '415', '422']) },
    }
  }
  const query = queries.find(({ id }) => id === api.queryId)
  if (!query) return null
  const said = parametersIn(api.path)
  const schema = parametersSchema(query, said)
  return {
    ...about,
    tags: ['queries'],
    ...(api.method === 'GET'
      ? { parameters: parametersInQuery(query, said) }
      : { requestBody: { required: 'required' in schema, content: { 'application/json': { schema } } } }),
    responses: { '200': transformed ?? queryAnswer(), ...queryProblems() },
  }
}

const ID: JsonObject = { type: 'string' }

function operationOf(api: ApiView, compiled: CompiledModel, caller: Caller): JsonObject {
  const isWrite = api.operation === 'create' || api.operation === 'update'
  const body = narrow(api.operation === 'create' ? compiled.create : compiled.patch, compiled, api)
  return {
    operationId: `api_${api.id}`,
    tags: [compiled.model.name],
    summary: api.name,
    'x-audience': api.auth,
    ...(api.operation === 'create' && asksForProof(compiled, caller) ? { parameters: [PROOF] } : {}),
    ...(isWrite ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: {
      ...answerOf(api, narrow(compiled.record, compiled, api)),
      ...problems(isWrite || api.operation === 'delete' ? ['409', '413', '415', '422'] : ['422']),
    },
  }
}

function answerOf(api: ApiView, record: JsonSchema): JsonObject {
  if (api.operation === 'delete') return { '204': { description: 'Deleted.' } }
  const status = api.operation === 'create' ? '201' : '200'
  if (api.transform !== '') return { [status]: json('What its transform makes of it.', {}) }
  if (api.operation !== 'list') return { [status]: json('The record.', exactly({ data: record })) }
  const meta = {
    type: 'object',
    properties: { nextCursor: { type: ['string', 'null'] }, count: { type: 'integer' } },
    required: ['nextCursor'],
  }
  // With `fields` only those are answered.
  const items = { ...record, required: ['id'] }
  return { [status]: json('A page of records.', exactly({ data: { type: 'array', items, maxItems: 200 }, meta })) }
}

/** A schema of the model with the fields of the endpoint only; what the path says need not be sent. */
function narrow(schema: JsonSchema, { model }: CompiledModel, { fields, path }: ApiView): JsonSchema {
  const hidden = new Set(
    fields === null ? [] : model.fields.filter(({ id }) => !fields.includes(id)).map(({ name }) => name),
  )
  const said = new Set(parametersIn(path))
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  const isSchemaOfRecord = required.includes('id')
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(schema['properties'] as JsonObject).filter(([name]) => !hidden.has(name)),
    ),
    required: required.filter((name) => !hidden.has(String(name)) && (isSchemaOfRecord || !said.has(String(name)))),
  }
}
