import { checkPath } from '../paths.ts'
import type { Accumulators, GroupOptions, Value } from '../port.ts'
import type { MongoFilter } from './compileFilter.ts'
import { decodeValue } from './encode.ts'

type Stage = Record<string, unknown>

/** The pipeline of `Collection.group`: one row per combination of values, with the accumulators' results. */
export function compileGroup(
  filter: MongoFilter,
  groupBy: string[],
  accumulators: Accumulators,
  { limit = 1_000, atLeast = 1 }: GroupOptions,
): Stage[] {
  const keys = groupBy.map((path, i): [string, unknown] => [`k${i}`, { $ifNull: [`$${checkPath(path)}`, null] }])
  const results = Object.values(accumulators)
  const counted = results.flatMap((accumulator, i) => ('$countDistinct' in accumulator ? [`r${i}`] : []))
  return [
    { $match: filter },
    {
      $group: {
        _id: Object.fromEntries(keys),
        n: { $sum: 1 },
        ...Object.fromEntries(results.map((accumulator, i) => [`r${i}`, aggregate(accumulator)])),
      },
    },
    ...(groupBy.length > 0 && atLeast > 1 ? [{ $match: { n: { $gte: Math.trunc(atLeast) } } }] : []),
    { $sort: { _id: 1 } },
    { $limit: Math.trunc(limit) },
    // The values themselves stay on the server.
    ...counted.map((name) => ({ $set: { [name]: { $size: { $setDifference: [`$${name}`, [null]] } } } })),
  ]
}

function aggregate(accumulator: Accumulators[string]): Stage {
  if ('$countDistinct' in accumulator) return { $addToSet: `$${checkPath(accumulator.$countDistinct)}` }
  return Object.fromEntries(
    Object.entries(accumulator).map(([name, path]) => [name, path === 1 ? 1 : `$${checkPath(String(path))}`]),
  )
}

/** What that pipeline answers as `{_id: {path: value}, name: result}`. Without groups there is always one row, as in SQL. */
export function decodeGroups(
  rows: readonly Record<string, unknown>[],
  groupBy: string[],
  accumulators: Accumulators,
): Record<string, Value>[] {
  const found = rows.length === 0 && groupBy.length === 0 ? [{}] : rows
  return found.map((row: Record<string, unknown>) => {
    const keys = (row['_id'] ?? {}) as Record<string, unknown>
    const id = Object.fromEntries(groupBy.map((path, i) => [path, decodeValue(keys[`k${i}`] ?? null) as Value]))
    const results = Object.entries(accumulators).map(([name, accumulator], i): [string, Value] => {
      const nothing = '$sum' in accumulator || '$countDistinct' in accumulator ? 0 : null
      return [name, decodeValue(row[`r${i}`] ?? nothing) as Value]
    })
    return { _id: id, ...Object.fromEntries(results) }
  })
}
