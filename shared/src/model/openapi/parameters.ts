import type { Caller } from '../../access/audience.ts'
import { PROOF_HEADER } from '../../contracts/proofs.ts'
import type { Json, JsonObject } from '../../json.ts'
import { AGGREGATES, canAggregate, canGroup, canSort, type Column, columnsOf, OWN_PARAMETERS } from '../columns.ts'
import { type CompiledModel, type JsonSchema, recognising } from '../compile.ts'
import { operatorsOf, type Operator } from '../operators.ts'
import { EXPAND_DEPTH } from '../relations.ts'
import { reference } from './parts.ts'
import type { Reach } from './reach.ts'

export const ID: JsonObject = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
export const IF_MATCH = header('If-Match', 'ETag that was read; 412 if the record has changed since.')
export const IF_NONE_MATCH = header('If-None-Match', 'ETag that is known; 304 if the record is still the same.')
export const IDEMPOTENCY_KEY: JsonObject = {
  ...header(
    'Idempotency-Key',
    'A repeat with the same key and body answers the first result; another body is refused.',
  ),
  schema: { type: 'string', maxLength: 100 },
}
export const PROOF = header(
  PROOF_HEADER,
  'The solved challenge of the collection (its path with /challenge), JSON {challenge, solution} in base64; good for one record.',
)
export const LAST_EVENT_ID = header('Last-Event-ID', 'Resumes behind this event; a few seconds are told again.')

/** The environment that is described; it must be named where it is not what one gets without it. */
export function envParameter(env: string, isDefault: boolean): JsonObject {
  const description = 'live: the published data; draft: the data of the editor, for members.'
  return { ...parameter('env', { type: 'string', enum: [env] }, description), required: !isDefault }
}

/** Parameters of a list. */
export function listParameters(compiled: CompiledModel, reach: Reach): JsonObject[] {
  const columns = columnsOf(compiled)
  const sortable = columns.filter(canSort).flatMap(({ name }) => [name, `-${name}`])
  return [
    parameter('limit', { type: 'integer', minimum: 1, maximum: 200, default: 20 }, 'Records a page.'),
    parameter('cursor', { type: 'string' }, 'Where the page begins: nextCursor of the page before.'),
    parameter('page', { type: 'integer', minimum: 1, maximum: 100_000 }, 'Page number, instead of a cursor.'),
    names('sort', sortable, { maxItems: 4, description: 'Order; - in front: descending.' }),
    names('fields', namesOf(columns), { maxItems: 40, description: 'Only these fields (and the id).' }),
    parameter(
      'count',
      { type: 'string', enum: ['exact', 'none'], default: 'none' },
      'exact: meta.count is the number of all matches.',
    ),
    ...expandParameters(reach),
    ...filterParameters(compiled, reach),
  ]
}

/** Relations to follow; none where there are none. */
export function expandParameters({ paths }: Reach): JsonObject[] {
  const description = `Answers related records under expand, at most ${EXPAND_DEPTH} relations far.`
  return paths.length > 0 ? [names('expand', paths, { maxItems: 20, description })] : []
}

/** Parameters of a file: all records that the filters let through. */
export function exportParameters(compiled: CompiledModel, reach: Reach): JsonObject[] {
  const fields = names('fields', namesOf(columnsOf(compiled)), { maxItems: 40, description: 'Only these fields.' })
  return [fields, ...filterParameters(compiled, reach)]
}

/** Parameters of an aggregate. */
export function aggregateParameters(compiled: CompiledModel, reach: Reach): JsonObject[] {
  const columns = columnsOf(compiled)
  return [
    names('groupBy', namesOf(columns.filter(canGroup)), {
      maxItems: 40,
      description: 'One row for each combination of these.',
    }),
    ...AGGREGATES.flatMap((name) => {
      const fitting = columns.filter((column) => canAggregate(name, column))
      return fitting.length > 0
        ? [names(name, namesOf(fitting), { maxItems: 40, description: `${name} of these.` })]
        : []
    }),
    ...filterParameters(compiled, reach),
  ]
}

/** The unique fields by which records are recognised. */
export function upsertParameters(compiled: CompiledModel): JsonObject[] {
  const names = recognising(compiled).map(({ name }) => name)
  const description = 'Changes (as a patch does) the record that has this value already. The body must have the field.'
  return names.length > 0 ? [parameter('upsert', { type: 'string', enum: names }, description)] : []
}

/** True where a caller makes records only with a proof of work. */
export function asksForProof({ model }: Pick<CompiledModel, 'model'>, { signedIn }: Caller): boolean {
  return model.proof === true && !signedIn
}

/** The field whose doubles are asked for. */
export function fieldParameter({ byName }: CompiledModel): JsonObject {
  return { ...parameter('field', { type: 'string', enum: [...byName.keys()] }, 'The field.'), required: true }
}

/** Names of collections that the caller may follow. */
export function collectionsParameter(open: readonly string[]): JsonObject {
  return names('collections', open, { maxItems: 50, description: 'Only these collections.' })
}

function filterParameters(compiled: CompiledModel, { hops }: Reach): JsonObject[] {
  const filter = reference(`${compiled.model.name}.filter`)
  const tests = [...columnsOf(compiled), ...hops].flatMap((column) =>
    operatorsOf(column.type).map((operator) => {
      const isPlain = operator === 'eq' && !OWN_PARAMETERS.has(column.name)
      const name = isPlain ? column.name : `${column.name}[${operator}]`
      return listed(parameter(name, operandSchema(column, operator), `${column.label}: ${operator}`))
    }),
  )
  return [
    parameter('search', { type: 'string', maxLength: 200 }, 'Words; each begins a word of some text field.'),
    asJson('filter', filter, 'A filter as JSON: {"and":[{"status":{"eq":"New"}}]}.'),
    asJson('or', { type: 'array', items: filter, minItems: 1, maxItems: 60 }, 'Filters of which one must match.'),
    ...tests,
  ]
}

/** A filter as JSON: `{"status":"open"}`, `{"total":{"gte":10}}`, `{"and":[…]}`, `{"or":[…]}`. */
export function filterSchema(compiled: CompiledModel, { hops }: Reach): JsonSchema {
  const filters: JsonSchema = {
    type: 'array',
    items: reference(`${compiled.model.name}.filter`),
    minItems: 1,
    maxItems: 60,
  }
  const tests = [...columnsOf(compiled), ...hops].map((column) => {
    const operators = operatorsOf(column.type).map((operator) => [operator, orNull(column, operator)] as const)
    const object = { type: 'object', properties: Object.fromEntries(operators), additionalProperties: false }
    const [[first, plain] = []] = operators
    return [column.name, first === 'eq' && plain ? { anyOf: [plain, object] } : object] as const
  })
  return {
    type: 'object',
    description: 'At most 60 conditions, 6 levels deep.',
    properties: { ...Object.fromEntries(tests), and: filters, or: filters },
    additionalProperties: false,
  }
}

const TAKES_NULL: ReadonlySet<Operator> = new Set(['eq', 'ne', 'in', 'nin'])

function orNull(column: Column, operator: Operator): JsonSchema {
  const schema = operandSchema(column, operator)
  if (!TAKES_NULL.has(operator)) return schema
  const items = schema['items'] as JsonSchema | undefined
  return items ? { ...schema, items: { anyOf: [items, { type: 'null' }] } } : { anyOf: [schema, { type: 'null' }] }
}

function operandSchema({ type }: Column, operator: Operator): JsonSchema {
  if (operator === 'exists') return { type: 'boolean' }
  const one = scalarSchema(type)
  return operator === 'in' || operator === 'nin' ? { type: 'array', items: one, minItems: 1, maxItems: 200 } : one
}

function scalarSchema(type: Column['type']): JsonSchema {
  switch (type) {
    case 'integer':
    case 'number':
    case 'autoNumber':
      return { type: 'number' }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'datetime':
      return { type: 'string', format: 'date-time' }
    default:
      return { type: 'string', maxLength: 4_000 }
  }
}

function namesOf(columns: readonly Column[]): string[] {
  return columns.map(({ name }) => name)
}

function names(
  name: string,
  choices: readonly string[],
  { maxItems, description }: { maxItems: number; description: string },
): JsonObject {
  const schema: JsonObject = { type: 'array', items: { type: 'string', enum: [...choices] }, maxItems }
  return listed(parameter(name, schema, `${description} Separated by commas.`))
}

/** Lists are written with commas, in one parameter. */
function listed(described: JsonObject): JsonObject {
  const schema = described['schema'] as JsonSchema
  return schema['type'] === 'array' ? { ...described, style: 'form', explode: false } : described
}

function parameter(name: string, schema: JsonObject, description: string): JsonObject {
  return { name, in: 'query', description, schema }
}

function asJson(name: string, schema: Json, description: string): JsonObject {
  return { name, in: 'query', description, content: { 'application/json': { schema } } }
}

function header(name: string, description: string): JsonObject {
  return { name, in: 'header', description, schema: { type: 'string' } }
}
