import type { Sort } from '../port.ts'
import { dateAt, extract, typeAt } from './paths.ts'

/** `ORDER BY` in BSON's order of types; ties go by `_id` in the last direction, so that pages are stable. */
export function compileSort(sort: Sort): string {
  const terms = Object.entries(sort).flatMap(([path, direction]) => orderBy(path, wayOf(direction)))
  if (!('_id' in sort)) terms.push(`_id ${wayOf(Object.values(sort).at(-1))}`)
  return terms.join(', ')
}

/** The terms of one path. */
export function orderBy(path: string, way: 'ASC' | 'DESC'): string[] {
  if (path === '_id') return [`_id ${way}`]
  return [`${rankOf(path)} ${way}`, `${keyOf(path)} ${way}`]
}

function wayOf(direction: 1 | -1 | undefined): 'ASC' | 'DESC' {
  return direction === -1 ? 'DESC' : 'ASC'
}

/** A value among those of its type. */
export function keyOf(path: string): string {
  return `coalesce(${dateAt(path)}, ${extract(path)})`
}

/** A value’s type in the order of types. */
export function rankOf(path: string): string {
  return (
    `CASE coalesce(${typeAt(path)}, 'null') WHEN 'null' THEN 0 WHEN 'integer' THEN 1 WHEN 'real' THEN 1 WHEN 'text' THEN 2 ` +
    `WHEN 'object' THEN CASE WHEN ${dateAt(path)} IS NULL THEN 3 ELSE 6 END WHEN 'array' THEN 4 ELSE 5 END`
  )
}
