import { isObject } from '@axiom/shared/json'

/** Just enough of OpenAPI 3.1 to show it; everything is read defensively, as the document is data. */
export interface Parameter {
  name: string
  in: string
  required: boolean
  description: string
}

export interface Operation {
  id: string
  method: string
  path: string
  summary: string
  tag: string
  parameters: Parameter[]
  body: unknown
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
            .map(readParameter),
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

function readParameter(raw: Record<string, unknown>): Parameter {
  return {
    name: text(raw['name']),
    in: text(raw['in']),
    required: raw['required'] === true,
    description: text(raw['description']),
  }
}

function readResponses(document: unknown, responses: unknown): Operation['responses'] {
  return Object.entries(isObject(responses) ? responses : {}).map(([status, raw]) => {
    const response = resolve(document, raw)
    return {
      status,
      description: isObject(response) ? text(response['description']) : '',
      schema: schemaOf(document, response),
    }
  })
}

function schemaOf(_document: unknown, holder: unknown): unknown {
  const content = isObject(holder) && isObject(holder['content']) ? Object.values(holder['content'])[0] : undefined
  return isObject(content) ? content['schema'] : undefined
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
