import type { Filter, FindOptions, Sort, Value } from './port.ts'

/** `after` as a filter, where a store has no better way: (a, b) > (x, y) ⇔ a > x, or a = x and b > y. */
export function afterFilter(sort: Sort, after: NonNullable<FindOptions['after']>): Filter {
  const paths = Object.keys(sort)
  const branches = paths.map((path, i): Filter => {
    const equal = paths.slice(0, i).map((before, j): Filter => ({ [before]: { $eq: after[j] ?? null } }))
    return { $and: [...equal, beyond(path, after[i] ?? null, sort[path] ?? 1)] }
  })
  return { $or: branches }
}

/** Null and missing sort before everything. */
function beyond(path: string, value: Value, direction: 1 | -1): Filter {
  if (direction === 1) return value === null ? { [path]: { $ne: null } } : { [path]: { $gt: value } }
  return value === null ? { _id: '' } : { $or: [{ [path]: { $lt: value } }, { [path]: { $eq: null } }] }
}
