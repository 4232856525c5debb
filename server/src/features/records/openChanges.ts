import { isObject } from '@axiom/shared/json'

import type { Comparison, Filter } from '../../platform/db/port.ts'
import type { Change } from './changeTail.ts'
import type { Scope } from './policy.ts'
import type { RecordStore } from './store.ts'
import { type RowsHome, rowsOf } from './stored.ts'

/**
 * Those of the changes that a reader may know of, judged by the store: by the record as it is now, else as it was before. A record that
 * he could see and cannot any more is removed for him. `scopeOf` a model: null where nothing is open.
 */
export async function openChanges(
  store: Pick<RecordStore, 'ids' | 'changeIds'>,
  { place, changes }: { place: RowsHome; changes: readonly Change[] },
  scopeOf: (modelId: string) => Scope | null,
): Promise<Change[]> {
  const shown = new Set<string>()
  const gone = new Set<string>()
  const scopes = new Map(changes.map(({ row }) => [row.modelId, scopeOf(row.modelId)]))
  for (const group of Map.groupBy(changes, ({ row }) => row.modelId).values()) {
    const [first] = group
    const scope = first && scopes.get(first.row.modelId)
    if (!scope) continue
    if (scope.isAll) for (const { row } of group) shown.add(row._id)
    else await judge(store, { place, group, scope, shown, gone })
  }
  return changes.flatMap((change) => {
    if (shown.has(change.row._id)) return [change]
    return gone.has(change.row._id) ? [{ ...change, record: null }] : []
  })
}

interface Judging {
  place: RowsHome
  group: readonly Change[]
  scope: Scope
  shown: Set<string>
  gone: Set<string>
}

async function judge(
  store: Pick<RecordStore, 'ids' | 'changeIds'>,
  { place, group, scope, shown, gone }: Judging,
): Promise<void> {
  const [first] = group
  if (!first) return
  const ids = [...new Set(group.flatMap(({ record }) => (record ? [record._id] : [])))]
  const filter = { $and: [{ _id: { $in: ids } }, scope.filter] }
  const open = new Set(
    ids.length === 0 ? [] : await store.ids(rowsOf(place, { id: first.row.modelId }), filter, ids.length),
  )
  for (const { row, record } of group) if (record && open.has(record._id)) shown.add(row._id)
  const others = group.filter(({ row }) => !shown.has(row._id)).map(({ row }) => row._id)
  if (others.length === 0) return
  // What is not kept of before was nothing that a condition let him see.
  const past = { $and: [pastFilter(scope.filter), scope.isConditional ? { before: { $ne: null } } : {}] }
  for (const id of await store.changeIds(others, past)) gone.add(id)
}

/** A filter on records as one on what their change rows keep of before. Who created one never changes. */
function pastFilter(filter: Filter): Filter {
  return Object.fromEntries(
    Object.entries(filter).map(([key, value]): [string, Filter[string]] => {
      if (key.startsWith('$')) return [key, (value as Filter[]).map(pastFilter)]
      return [pastPath(key), isComparison(value) ? { ...value, $compare: pastComparison(value.$compare) } : value]
    }),
  )
}

function isComparison(value: Filter[string]): value is { $compare: Comparison } {
  return isObject(value) && '$compare' in value
}

function pastComparison({ operator, with: other }: Comparison): Comparison {
  return { operator, with: pastPath(other) }
}

function pastPath(path: string): string {
  if (path === 'createdBy') return path
  return path === '_id' ? 'recordId' : `before.${path}`
}
