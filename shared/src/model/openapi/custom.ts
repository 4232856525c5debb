import { type Caller, isAllowed } from '../../access/audience.ts'
import type { ApiView } from '../../document/parseApis.ts'
import type { JsonObject } from '../../json.ts'
import { parametersIn, pathProblem } from '../apiPaths.ts'
import type { CompiledContract, CompiledModel, JsonSchema } from '../compile.ts'
import { exactly, json, problems } from './parts.ts'

/** Paths of the endpoints that people made and the caller may use; those that a collection hides are none. */
export function customPaths(
  { models }: CompiledContract,
  apis: readonly ApiView[],
  { base, parameters, caller }: { base: string; parameters: JsonObject[]; caller: Caller },
): JsonObject {
  const paths: JsonObject = {}
  for (const api of apis) {
    const compiled = [...models.values()].find(({ model }) => model.id === api.modelId)
    if (!compiled || pathProblem(api.path, [...models.keys()]) !== null) continue
    const { model } = compiled
    if (!isAllowed({ ...model, rules: { ...model.rules, [api.operation]: api.auth } }, api.operation, caller)) continue
    const path = base + api.path.replaceAll(/:([^/]+)/g, '{$1}')
    const own = parametersIn(api.path).map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
    const known = (paths[path] as JsonObject | undefined) ?? { parameters: [...parameters, ...own] }
    paths[path] = { ...known, [api.method.toLowerCase()]: operationOf(api, compiled) }
  }
  return paths
}

function operationOf(api: ApiView, compiled: CompiledModel): JsonObject {
  const isWrite = api.operation === 'create' || api.operation === 'update'
  const body = narrow(api.operation === 'create' ? compiled.create : compiled.patch, compiled, api)
  return {
    operationId: `api_${api.id}`,
    tags: [compiled.model.name],
    summary: api.name,
    'x-audience': api.auth,
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
