import type { ParameterValue, ParameterValues } from './parameters.ts'
import { findPlaceholders, replacePlaceholders } from './placeholders.ts'

/** A request of a REST source as it is written: the first lines of HTTP, an empty line, the body. */
export interface HttpRequest {
  method: string
  /** Path and query, behind the address of the source. */
  target: string
  headers: Record<string, string>
  body: string | null
}

export const HTTP_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
const READING = new Set(['GET', 'HEAD'])

/** Whether a method promises to change nothing. */
export function isReadingMethod(method: string): boolean {
  return READING.has(method)
}

/** What is wrong with the text of a request; `message` says where and what to write. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
}

const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$/

/** The parts of a written request; placeholders stay. Throws RequestError. */
export function parseHttpRequest(text: string): HttpRequest {
  const [head = '', ...rest] = text
    .replaceAll('\r\n', '\n')
    .trimStart()
    .split(/\n[ \t]*\n/)
  const [first = '', ...lines] = head.split('\n')
  const [, method = '', target = ''] = /^([A-Za-z]+)(?:[ \t]+(\S.*))?$/.exec(first.trim()) ?? []
  if (!(HTTP_METHODS as readonly string[]).includes(method.toUpperCase()))
    throw new RequestError('Begin with a method and a path, as “GET /orders?status={{status}}”.')
  if (target !== '' && !/^[/?]/.test(target))
    throw new RequestError('The path is that behind the address of the source: begin it with “/”.')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim()
    if (colon < 1 || !TOKEN.test(name))
      throw new RequestError(`“${line.slice(0, 80)}” is no header, as “Accept: text/csv”.`)
    headers[name.toLowerCase()] = line.slice(colon + 1).trim()
  }
  const body = rest.join('\n\n').trim()
  return { method: method.toUpperCase(), target: target.trim(), headers, body: body === '' ? null : body }
}

/** The request with its parameters bound: encoded in the address, on one line in headers, as JSON or form values in the body. */
export function bindHttpRequest(request: HttpRequest, values: ParameterValues): HttpRequest {
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, bindHeader(name, value, values)]),
  )
  if (request.body === null) return { ...request, target: bindTarget(request.target, values), headers }
  const type = headers['content-type'] ?? (/^[[{]/.test(request.body) ? 'application/json' : 'text/plain')
  return {
    method: request.method,
    target: bindTarget(request.target, values),
    headers: { ...headers, 'content-type': type },
    body: bindBody(request.body, type, values),
  }
}

function bindTarget(target: string, values: ParameterValues): string {
  const bound = replacePlaceholders(target, ({ name }) => encodeURIComponent(toText(values[name] ?? null)))
  const [path = ''] = bound.split('?')
  // Such a step would be taken by the address itself, out of where the source is.
  if (path.split('/').some((step) => /^(\.|%2e){1,2}$/i.test(step)) || path.includes('\\'))
    throw new RequestError('A path must not have “.” or “..” as a step.')
  return bound
}

function bindHeader(header: string, text: string, values: ParameterValues): string {
  const bound = replacePlaceholders(text, ({ name }) => toText(values[name] ?? null))
  if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(bound))
    throw new RequestError(`The value of the header “${header}” must be plain text on one line.`)
  return bound
}

function bindBody(body: string, type: string, values: ParameterValues): string {
  if (/^application\/(\w+[.+])*json\b/i.test(type)) return bindJson(body, values)
  if (/^application\/x-www-form-urlencoded\b/i.test(type))
    return replacePlaceholders(body, ({ name }) => encodeURIComponent(toText(values[name] ?? null)))
  if (/^text\/plain\b/i.test(type)) return replacePlaceholders(body, ({ name }) => toText(values[name] ?? null))
  if (findPlaceholders(body).length === 0) return body
  throw new RequestError(`Parameters can stand in bodies of JSON, forms and plain text, not of ${type}.`)
}

/** Inside of quotes a value is a part of that text, outside it is a value of its own. */
export function bindJson(text: string, values: ParameterValues): string {
  const strings = [...text.matchAll(/"(?:[^"\\]|\\.)*"/g)].map(
    ({ 0: whole, index }) => [index, index + whole.length] as const,
  )
  const bound = replacePlaceholders(text, ({ name, from, to }) => {
    const value = values[name] ?? null
    const inside = strings.some(([start, end]) => start < from && to < end)
    return inside ? JSON.stringify(toText(value)).slice(1, -1) : JSON.stringify(value)
  })
  try {
    JSON.parse(bound)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new RequestError('This is no valid JSON. Write texts in double quotes; a placeholder alone is a whole value.')
  }
  return bound
}

function toText(value: ParameterValue): string {
  return value === null ? '' : Array.isArray(value) ? value.map((item) => item ?? '').join(',') : String(value)
}
