import type { Document } from '../port.ts'

/**
 * Documents as JSON text. A Date becomes `{"$date": ms}`; keys that begin with `$` get one more, so that user data can never be
 * taken for a date.
 */
export function encodeDocument(document: object): string {
  return JSON.stringify(encodeValue(document))
}

/** The document of a stored text. */
export function decodeDocument<T extends Document>(text: string): T {
  const value: unknown = JSON.parse(text)
  // Most documents hold neither dates nor `$` keys: then there is nothing to walk.
  return (text.includes('"$') ? decodeValue(value) : value) as T
}

/** The documents of a stored array of texts. */
export function decodeDocuments<T extends Document>(text: string): T[] {
  const values = JSON.parse(text) as unknown[]
  return (text.includes('"$') ? values.map(decodeValue) : values) as T[]
}

export function encodeValue(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.getTime() }
  if (Array.isArray(value)) return value.map(encodeValue)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  return Object.fromEntries(entries.map(([key, inner]) => [key.startsWith('$') ? `$${key}` : key, encodeValue(inner)]))
}

export function decodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decodeValue)
  if (typeof value !== 'object' || value === null) return value
  if ('$date' in value && typeof value.$date === 'number') return new Date(value.$date)
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key.startsWith('$$') ? key.slice(1) : key, decodeValue(inner)]),
  )
}
