import type { Accumulators, GroupOptions, Value } from '../port.ts'
import { orderBy } from './compileSort.ts'
import { decodeValue } from './encode.ts'
import { extract, jsonAt, typeAt } from './paths.ts'

/** SQL of `Collection.group`: one row per combination of values, with the accumulators' results. */
export function compileGroup(
  table: string,
  where: string,
  groupBy: string[],
  accumulators: Accumulators,
  { limit = 1_000, atLeast = 1 }: GroupOptions,
): string {
  const keys = groupBy.flatMap((path, i) => [`${keyOf(path)} AS k${i}`, `coalesce(${typeAt(path)}, 'null') AS t${i}`])
  const results = Object.values(accumulators).map((accumulator, i) => `${aggregate(accumulator)} AS r${i}`)
  const names = groupBy.flatMap((_, i) => [`k${i}`, `t${i}`])
  const grouping =
    names.length === 0
      ? ''
      : ` GROUP BY ${names.join(', ')}${having(atLeast)} ORDER BY ${groupBy.flatMap((path) => orderBy(path, 'ASC')).join(', ')}`
  return `SELECT ${[...keys, ...results].join(', ')} FROM ${table} WHERE ${where}${grouping} LIMIT ${Math.trunc(limit)}`
}

function having(atLeast: number): string {
  return atLeast > 1 ? ` HAVING count(*) >= ${Math.trunc(atLeast)}` : ''
}

/** Numbers are JavaScript's: as an integer of SQLite one beyond 2^53 could not be handed over, and a sum beyond 2^63 would fail. */
function number(path: string): string {
  return `CASE WHEN ${typeAt(path)} IN ('integer','real') THEN CAST(${extract(path)} AS REAL) END`
}

function keyOf(path: string): string {
  return `CASE WHEN ${typeAt(path)} = 'integer' THEN CAST(${extract(path)} AS REAL) ELSE ${extract(path)} END`
}

function aggregate(accumulator: Accumulators[string]): string {
  // MongoDB ignores what is no number in sums and averages.
  if ('$sum' in accumulator)
    return accumulator.$sum === 1 ? 'count(*)' : `coalesce(sum(${number(accumulator.$sum)}), 0)`
  if ('$avg' in accumulator) return `avg(${number(accumulator.$avg)})`
  if ('$min' in accumulator) return `axiom_min(${jsonAt(accumulator.$min)})`
  if ('$max' in accumulator) return `axiom_max(${jsonAt(accumulator.$max)})`
  // As JSON true is not 1; null is no value.
  return `count(DISTINCT nullif(${jsonAt(accumulator.$countDistinct)}, 'null'))`
}

/** Rows of that SQL as `{_id: {path: value}, name: result}`. */
export function decodeGroups(
  rows: Record<string, unknown>[],
  groupBy: string[],
  accumulators: Accumulators,
): Record<string, Value>[] {
  return rows.map((row) => {
    const id = Object.fromEntries(groupBy.map((path, i) => [path, decodeKey(row[`k${i}`], String(row[`t${i}`]))]))
    const results = Object.entries(accumulators).map(([name, accumulator], i) => {
      const isJson = '$min' in accumulator || '$max' in accumulator
      return [name, isJson ? decodeJson(row[`r${i}`]) : ((row[`r${i}`] ?? null) as Value)]
    })
    return { _id: id, ...Object.fromEntries(results) }
  })
}

function decodeKey(value: unknown, type: string): Value {
  if (type === 'true' || type === 'false') return type === 'true'
  if (type === 'object' || type === 'array') return decodeJson(value)
  return (value ?? null) as Value
}

function decodeJson(text: unknown): Value {
  return decodeValue(typeof text === 'string' ? JSON.parse(text) : null) as Value
}
