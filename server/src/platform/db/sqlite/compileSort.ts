import type { Sort } from '../port.ts'
import { dateAt, extract, typeAt } from './paths.ts'

/** `ORDER BY` in BSON's order of types; ties go by `_id`, so that pages are stable. */
export function compileSort(sort: Sort): string {
  const terms = Object.entries(sort).flatMap(([path, direction]) => {
    const way = direction === -1 ? 'DESC' : 'ASC'
    if (path === '_id') return [`_id ${way}`]
    return [`${rank(path)} ${way}`, `coalesce(${dateAt(path)}, ${extract(path)}) ${way}`]
  })
  if (!('_id' in sort)) terms.push('_id ASC')
  return terms.join(', ')
}

function rank(path: string): string {
  return (
    `CASE coalesce(${typeAt(path)}, 'null') WHEN 'null' THEN 0 WHEN 'integer' THEN 1 WHEN 'real' THEN 1 WHEN 'text' THEN 2 ` +
    `WHEN 'object' THEN CASE WHEN ${dateAt(path)} IS NULL THEN 3 ELSE 6 END WHEN 'array' THEN 4 ELSE 5 END`
  )
}
