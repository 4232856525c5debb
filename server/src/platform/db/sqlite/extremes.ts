import { decodeValue } from './encode.ts'

/** The smaller (`wanted` -1) or greater (1) of two values as JSON text, in BSON's order of types. Nothing and null are no values. */
export function pick(best: string | null, json: unknown, wanted: number): string | null {
  if (typeof json !== 'string' || json === 'null') return best
  return best === null || Math.sign(compare(json, best)) === wanted ? json : best
}

function compare(a: string, b: string): number {
  const [left, right] = [place(a), place(b)]
  return left.rank - right.rank || (left.key < right.key ? -1 : Number(left.key > right.key))
}

/** Arrays and objects have no order of their own in the port. */
function place(json: string): { rank: number; key: number | string | Buffer } {
  const value = decodeValue(JSON.parse(json))
  if (typeof value === 'number') return { rank: 1, key: value }
  if (typeof value === 'string') return { rank: 2, key: value }
  if (typeof value === 'boolean') return { rank: 5, key: Number(value) }
  if (value instanceof Date) return { rank: 6, key: value.getTime() }
  return { rank: Array.isArray(value) ? 4 : 3, key: json }
}
