import type { Filter } from '../../platform/db/port.ts'
import { type Expander, parseExpand } from './expand.ts'
import type { HotReads } from './hotReads.ts'
import type { RecordJson } from './present.ts'
import { encodeCursor, fingerprint, readCursor } from './query/cursor.ts'
import type { ListQuery } from './query/parseList.ts'
import { queryFilter } from './query/queryFilter.ts'
import { searchFilter } from './query/searchFilter.ts'
import { toSort } from './query/toFilter.ts'
import { presentRecords } from './sight.ts'
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
  const ask = (asking: Target): Filter => ({
    $and: [queryFilter(asking, query.filter), searchFilter(asking, query.search)],
  })
  if (query.search !== null) store.expectSearch(rows, compiled)
  const filter = { $and: [scope.filter, ask(at)] }
  const sort = toSort(query.order)
  // Of what is asked alone: what a rule leaves of it may change from page to page, and the time goes on.
  const print = fingerprint(ask({ ...at, now: 0 }), sort)
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
    data: await presentRecords(store, at, shown, { only: query.fields, expanded }),
    meta: { nextCursor, ...(count === undefined ? {} : { count }) },
  }
}
