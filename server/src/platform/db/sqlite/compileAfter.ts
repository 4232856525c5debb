import type { FindOptions, Sort } from '../port.ts'
import { compileSort, keyOf, rankOf } from './compileSort.ts'
import { type Sql, TRUE } from './sql.ts'

/** A part of an order, as a range of the index that orders, which is found at once however much comes before. */
export interface Range {
  part: Sql
  /** `ORDER BY` within it. */
  order: string
}

/** Ranks of JSON values in the order of types (compileSort.ts). */
const RANKS: Record<string, number> = { number: 1, string: 2, boolean: 5 }

/** The whole order of one path and `_id`, or what comes after a value and an id there: first values of its type, then all others. */
export function rangesOf(sort: Sort, after: FindOptions['after']): Range[] {
  const whole = compileSort(sort)
  if (!after) return [{ part: TRUE, order: whole }]
  const [[path, direction] = ['_id', 1]] = Object.entries(sort) as [string, 1 | -1][]
  const [value = null, id = ''] = after
  const rank = value === null ? 0 : (RANKS[typeof value] ?? 1)
  const [key, beyond, way] = [keyOf(path), direction === 1 ? '>' : '<', direction === 1 ? 'ASC' : 'DESC']
  const others = { part: { sql: `${rankOf(path)} ${beyond} ${rank}`, params: [] }, order: whole }
  // Within one rank the rest of the order says it all; SQLite does not see that by itself.
  const alike = `${rankOf(path)} = ${rank}`
  if (value === null) {
    const sql = `(${alike} AND ${key} IS NULL AND _id ${beyond} ?)`
    return [{ part: { sql, params: [String(id)] }, order: `_id ${way}` }, others]
  }
  const stored = typeof value === 'boolean' ? Number(value) : value
  const sql = `(${alike} AND ${key} ${beyond}= ? AND (${key} ${beyond} ? OR _id ${beyond} ?))`
  return [{ part: { sql, params: [stored, stored, String(id)] }, order: `${key} ${way}, _id ${way}` }, others]
}
