import type { ApiView } from '../document/parseApis.ts'
import { RESERVED_COLLECTIONS } from './names.ts'

const SEGMENT = /^(?:[A-Za-z0-9][A-Za-z0-9_.-]{0,59}|:[A-Za-z][A-Za-z0-9_]{0,39})$/
/** First words that the project's own API has, beside those that no collection may have. */
const TAKEN: ReadonlySet<string> = new Set([
  ...RESERVED_COLLECTIONS,
  'openapi.json',
  'queries',
  'files',
  'import',
  'export',
])

function segmentsOf(path: string): string[] {
  return path.split('/').slice(1)
}

/** Names of the parameters in a path. */
export function parametersIn(path: string): string[] {
  return segmentsOf(path).flatMap((segment) => (segment.startsWith(':') ? [segment.slice(1)] : []))
}

/** What is wrong with a path, in words; null for nothing. `collections` answer before any endpoint does. */
export function pathProblem(path: string, collections: readonly string[]): string | null {
  const [first = '', ...rest] = segmentsOf(path)
  if (!path.startsWith('/') || rest.length > 5 || ![first, ...rest].every((segment) => SEGMENT.test(segment)))
    return 'Write it like /open-orders/:customer, in at most six parts.'
  if (first.startsWith(':')) return 'Begin with a word: a parameter would stand for every collection.'
  if (TAKEN.has(first)) return `/${first} is an address of the project’s own API.`
  if (collections.includes(first)) return `/${first} is a collection, which would answer in its place.`
  return new Set(parametersIn(path)).size < parametersIn(path).length ? 'Each parameter needs a name of its own.' : null
}

/** Two endpoints of the same shape and method cannot be told apart. */
export function shapeOf({ method, path }: Pick<ApiView, 'method' | 'path'>): string {
  return `${method} ${path.replaceAll(/:[^/]+/g, ':')}`
}

/** The parameters of an address, when it is one of this path; else null. `address` is decoded part by part. */
export function matchPath(path: string, address: readonly string[]): Record<string, string> | null {
  const wanted = segmentsOf(path)
  if (wanted.length !== address.length) return null
  const params: Record<string, string> = {}
  for (const [i, segment] of wanted.entries()) {
    const given = address[i] ?? ''
    if (segment.startsWith(':') && given !== '') params[segment.slice(1)] = given
    else if (segment !== given) return null
  }
  return params
}
