import { type Expander, parseExpand } from './expand.ts'
import type { HotReads } from './hotReads.ts'
import { presentRecord, type RecordJson } from './present.ts'
import { encodeCursor, fingerprint, readCursor } from './query/cursor.ts'
import type { ListQuery } from './query/parseList.ts'
import { queryFilter } from './query/queryFilter.ts'
import { searchFilter, toSort } from './query/toFilter.ts'
import type { RecordStore } from './store.ts'
import { rowsOf } from './stored.ts'
import type { Target } from './target.ts'

export interface RecordPage {
  data: RecordJson[]
  meta: { nextCursor: string | null; count?: number }
}

/** One page of a collection. */
export async function listRecords(
  { store, hot, expander }: { store: RecordStore; hot: HotReads; expander: Expander },
  at: Target,
  query: ListQuery,
): Promise<RecordPage> {
  const { compiled, scope } = at
  const rows = rowsOf(at, compiled.model)
  const steps = parseExpand(compiled, query.expand, at)
  const asked = { $and: [queryFilter(at, query.filter), searchFilter(compiled, query.search)] }
  if (query.search !== null) store.expectSearch(rows, compiled)
  const filter = { $and: [scope.filter, asked] }
  const sort = toSort(query.order)
  // Of what is asked alone: what a rule leaves of it may change from page to page, as with the time.
  const print = fingerprint(asked, sort)
  const after = query.cursor === null ? {} : { after: readCursor(query.cursor, sort, print) }
  const skip = query.page === null ? 0 : (query.page - 1) * query.limit
  const [found, count] = await Promise.all([
    hot.list(rows, filter, { sort, limit: query.limit + 1, skip, ...after }),
    query.count ? hot.count(rows, filter) : undefined,
  ])
  const shown = found.slice(0, query.limit)
  const last = shown.at(-1)
  const nextCursor = found.length > query.limit && last ? encodeCursor(last, sort, print) : null
  const expanded = steps.size > 0 ? await expander.expand(at, shown, steps) : null
  return {
    data: shown.map((record) => presentRecord(at, record, { only: query.fields, expanded })),
    meta: { nextCursor, ...(count === undefined ? {} : { count }) },
  }
}
