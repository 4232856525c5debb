import { isObject } from '@axiom/shared/json'

/** Just enough of OpenAPI 3.1 to show it; everything is read defensively, as the document is data. */
export interface Parameter {
  name: string
  in: string
  required: boolean
  description: string
  /** In words: "integer", "one of exact, none". */
  type: string
}

/** A field that can be filtered by, with its operators: one line instead of a dozen. */
export interface Filter extends Parameter {
  operators: string[]
}

export interface Operation {
  id: string
  method: string
  path: string
  summary: string
  tag: string
  parameters: Parameter[]
  body: unknown
  /** `schema` of JSON only: a stream of events never ends, and has nothing to show. */
  responses: { status: string; description: string; schema: unknown }[]
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

export function readOperations(document: unknown): Operation[] {
  const paths = isObject(document) && isObject(document['paths']) ? document['paths'] : {}
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = isObject(item) ? item[method] : undefined
      if (!isObject(item) || !isObject(operation)) return []
      const parameters = [...list(item['parameters']), ...list(operation['parameters'])]
      return [
        {
          id: `${method} ${path}`,
          method,
          path,
          summary: text(operation['summary']) || text(operation['operationId']),
          tag: text(list(operation['tags'])[0]) || 'API',
          parameters: parameters
            .map((raw) => resolve(document, raw))
            .filter(isObject)
            .map((raw) => readParameter(document, raw)),
          body: schemaOf(document, resolve(document, operation['requestBody'])),
          responses: readResponses(document, operation['responses']),
        },
      ]
    }),
  )
}

/** Follows one `#/…` reference; anything else is itself. */
export function resolve(document: unknown, value: unknown): unknown {
  if (!isObject(value) || typeof value['$ref'] !== 'string') return value
  let found: unknown = document
  for (const step of value['$ref'].replace(/^#\//, '').split('/')) found = isObject(found) ? found[step] : undefined
  return found
}

/** A plausible value of a schema, for the examples. */
export function exampleOf(document: unknown, schema: unknown, depth = 0): unknown {
  const known = resolve(document, schema)
  if (!isObject(known) || depth > 6) return null
  if ('example' in known) return known['example']
  if ('default' in known) return known['default']
  if (Array.isArray(known['enum'])) return known['enum'][0]
  if (Array.isArray(known['anyOf'])) return exampleOf(document, known['anyOf'][0], depth + 1)
  const type = Array.isArray(known['type']) ? known['type'][0] : known['type']
  if (type === 'array') return [exampleOf(document, known['items'], depth + 1)]
  if (type === 'object' || isObject(known['properties'])) {
    const properties = isObject(known['properties']) ? known['properties'] : {}
    return Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, exampleOf(document, value, depth + 1)]),
    )
  }
  if (type === 'integer' || type === 'number') return 1
  if (type === 'boolean') return true
  return EXAMPLES[text(known['format'])] ?? 'text'
}

const EXAMPLES: Record<string, string> = {
  date: '2026-01-31',
  'date-time': '2026-01-31T12:00:00Z',
  email: 'ada@example.com',
  uri: 'https://example.com',
}

/** `name`, `name[gt]`, `name[in]` … are one filter. */
export function groupParameters(parameters: readonly Parameter[]): { filters: Filter[]; others: Parameter[] } {
  const operators = new Map<string, string[]>()
  for (const { name } of parameters) {
    const [, base, operator] = /^(\w+)\[(\w+)\]$/.exec(name) ?? []
    if (base !== undefined && operator !== undefined) operators.set(base, [...(operators.get(base) ?? []), operator])
  }
  const plain = parameters.filter(({ name }) => !name.includes('['))
  return {
    filters: plain.flatMap((each) => {
      const known = operators.get(each.name)
      return known ? [{ ...each, operators: known }] : []
    }),
    others: plain.filter(({ name }) => !operators.has(name)),
  }
}

const CHOICES_SHOWN = 8

/** What a value must be, in words. */
export function describeType(document: unknown, schema: unknown, depth = 0): string {
  const known = resolve(document, schema)
  if (!isObject(known) || depth > 3) return ''
  if (Array.isArray(known['enum'])) {
    const choices = known['enum'].filter((choice) => choice !== null).map(String)
    const more = choices.length - CHOICES_SHOWN
    return `${choices.slice(0, CHOICES_SHOWN).join(' | ')}${more > 0 ? ' | …' : ''}`
  }
  const types = [known['type']].flat().filter((type) => typeof type === 'string' && type !== 'null')
  if (types[0] === 'array') return `${describeType(document, known['items'], depth + 1)}[]`
  return text(known['format']) || types.join(' | ')
}

function readParameter(document: unknown, raw: Record<string, unknown>): Parameter {
  return {
    type: describeType(document, raw['schema'] ?? schemaOf(document, raw)),
    name: text(raw['name']),
    in: text(raw['in']),
    required: raw['required'] === true,
    description: text(raw['description']),
  }
}

function hasJson(response: unknown): boolean {
  return isObject(response) && isObject(response['content']) && 'application/json' in response['content']
}

function readResponses(document: unknown, responses: unknown): Operation['responses'] {
  return Object.entries(isObject(responses) ? responses : {}).map(([status, raw]) => {
    const response = resolve(document, raw)
    return {
      status,
      description: isObject(response) ? text(response['description']) : '',
      schema: hasJson(response) ? schemaOf(document, response) : undefined,
    }
  })
}

function schemaOf(_document: unknown, holder: unknown): unknown {
  const content = isObject(holder) && isObject(holder['content']) ? Object.values(holder['content'])[0] : undefined
  return isObject(content) ? content['schema'] : undefined
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
