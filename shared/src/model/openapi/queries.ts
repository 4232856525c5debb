import { type Caller, isOpenTo } from '../../access/audience.ts'
import type { QueryParameter } from '../../contracts/dataSources.ts'
import type { QueryView } from '../../document/views.ts'
import type { JsonObject } from '../../json.ts'
import { exactly, json, problems } from './parts.ts'

/** Statuses of an answer that comes from elsewhere. */
const ELSEWHERE = ['413', '415', '422', '502', '503', '504'] as const

/** Paths of the queries that the caller may run, by their names. */
export function queryPaths(
  queries: readonly QueryView[],
  { base, parameters, caller }: { base: string; parameters: JsonObject[]; caller: Caller },
): JsonObject {
  const open = queries.filter(({ id, run }) => isOpenTo(id, run, 'read', caller))
  return Object.fromEntries(
    open.map((query) => [`${base}/queries/${query.name}`, { parameters, post: operationOf(query) }]),
  )
}

function operationOf(query: QueryView): JsonObject {
  const body = { type: 'object', properties: { parameters: parametersSchema(query) }, additionalProperties: false }
  const isNeeded = query.parameters.some(isRequired)
  return {
    operationId: `query_${query.name}`,
    tags: ['queries'],
    summary: `Run ${query.name}`,
    'x-audience': query.run,
    requestBody: {
      required: true,
      content: { 'application/json': { schema: isNeeded ? { ...body, required: ['parameters'] } : body } },
    },
    responses: { '200': queryAnswer(), ...problems(ELSEWHERE) },
  }
}

/** What a query answers: rows mostly. */
export function queryAnswer(): JsonObject {
  const meta = exactly({
    columns: { type: ['array', 'null'], items: { type: 'string' } },
    truncated: { type: 'boolean', description: 'There were more rows.' },
    changed: { type: ['integer', 'null'], description: 'Rows that a write changed.' },
    cached: { type: 'boolean' },
    ms: { type: 'number' },
  })
  return json('What the data source answered.', exactly({ data: {}, meta }))
}

export const queryProblems = (): JsonObject => problems(ELSEWHERE)

/** Values for a query, as a body; `said`: what the path says already. */
export function parametersSchema({ parameters }: QueryView, said: readonly string[] = []): JsonObject {
  const asked = parameters.filter(({ name }) => !said.includes(name))
  const required = asked.filter(isRequired).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(asked.map((one) => [one.name, valueSchema(one)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  }
}

/** The same in an address. */
export function parametersInQuery({ parameters }: QueryView, said: readonly string[]): JsonObject[] {
  return parameters
    .filter(({ name }) => !said.includes(name))
    .map((one) => ({
      name: one.name,
      in: 'query',
      ...(isRequired(one) ? { required: true } : {}),
      schema: typeSchema(one),
    }))
}

function isRequired({ required, default: fallback }: QueryParameter): boolean {
  return required && (fallback ?? null) === null
}

function valueSchema(parameter: QueryParameter): JsonObject {
  const schema = typeSchema(parameter)
  return isRequired(parameter) ? schema : { anyOf: [schema, { type: 'null' }] }
}

function typeSchema({ type, default: fallback }: QueryParameter): JsonObject {
  const also = fallback === undefined ? {} : { default: fallback }
  switch (type) {
    case 'text':
      return { type: 'string', maxLength: 100_000, ...also }
    case 'number':
      return { type: 'number', ...also }
    case 'boolean':
      return { type: 'boolean', ...also }
    case 'date':
      return {
        anyOf: [
          { type: 'string', format: 'date' },
          { type: 'string', format: 'date-time' },
        ],
        ...also,
      }
    case 'list':
      return { type: 'array', items: { type: ['string', 'number', 'boolean', 'null'] }, maxItems: 1_000, ...also }
  }
}
