import type { Filter, FindOptions, Sort } from '../../platform/db/port.ts'
import { type Expander, parseExpand } from './expand.ts'
import type { HotReads } from './hotReads.ts'
import type { RecordJson } from './present.ts'
import { encodeCursor, fingerprint, readCursor } from './query/cursor.ts'
import type { ListQuery } from './query/parseList.ts'
import { queryFilter } from './query/queryFilter.ts'
import { searchFilter } from './query/searchFilter.ts'
import { toSort } from './query/toFilter.ts'
import { shapeOf } from './showRecord.ts'
import { presentRecords } from './sight.ts'
import type { RecordStore } from './store.ts'
import { type Rows, rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'

export interface RecordPage {
  data: RecordJson[]
  meta: { nextCursor: string | null; count?: number }
}

interface Deps {
  store: RecordStore
  hot: HotReads
  expander: Expander
}

/** One page of a collection. */
export function listRecords(deps: Deps, at: Target, query: ListQuery): Promise<RecordPage> {
  return readPage(deps, { at, query, asked: askedOf(deps, at, query) })
}

/** The same as JSON: where a page needs nothing but its records, the store's threads write it. */
export async function listAsText(deps: Deps, at: Target, query: ListQuery): Promise<string> {
  const asked = askedOf(deps, at, query)
  const { rows, filter, page } = asked
  const shape = asked.steps.size === 0 ? shapeOf(at.compiled, query.fields) : null
  const [shown, count] = await Promise.all([
    shape ? deps.hot.listShown(rows, filter, page, shape) : null,
    query.count ? deps.hot.count(rows, filter) : undefined,
  ])
  if (!shown) return JSON.stringify(await readPage(deps, { at, query, asked }))
  const last = shown.rows.length > query.limit ? shown.tail[0] : undefined
  const texts = shown.rows.slice(0, query.limit)
  return `{"data":[${texts.join(',')}],"meta":${JSON.stringify(metaOf(asked, last, count))}}`
}

/** What a list asks of the store. */
interface Asked {
  rows: Rows
  filter: Filter
  page: FindOptions & { sort: Sort; limit: number }
  /** Which list it is, for its cursors. */
  print: string
  /** Relations to follow. */
  steps: ReturnType<typeof parseExpand>
}

function askedOf({ store }: Deps, at: Target, query: ListQuery): Asked {
  const { compiled, scope } = at
  const rows = rowsOf(at, compiled.model)
  const steps = parseExpand(compiled, query.expand, at)
  const ask = (asking: Target): Filter => ({
    $and: [queryFilter(asking, query.filter), searchFilter(asking, query.search)],
  })
  if (query.search !== null) store.expectSearch(rows, compiled)
  const asked = ask(at)
  const sort = toSort(query.order)
  // Of what is asked alone: what a rule leaves of it may change from page to page, and the time goes on.
  const print = fingerprint(ask({ ...at, now: 0 }), sort)
  const after = query.cursor === null ? {} : { after: readCursor(query.cursor, sort, print) }
  const skip = query.page === null ? 0 : (query.page - 1) * query.limit
  // One more tells whether there are more.
  const page = { sort, limit: query.limit + 1, skip, ...after }
  return { rows, filter: { $and: [scope.filter, asked] }, page, print, steps }
}

async function readPage(
  { store, hot, expander }: Deps,
  { at, query, asked }: { at: Target; query: ListQuery; asked: Asked },
): Promise<RecordPage> {
  const { rows, filter, page, steps } = asked
  const [found, count] = await Promise.all([
    hot.list(rows, filter, page),
    query.count ? hot.count(rows, filter) : undefined,
  ])
  const shown = found.slice(0, query.limit)
  const expanded = steps.size > 0 ? await expander.expand(at, shown, steps) : null
  return {
    data: await presentRecords(store, at, shown, { only: query.fields, expanded }),
    meta: metaOf(asked, found.length > query.limit ? shown.at(-1) : undefined, count),
  }
}

/** `last`: of a page after which there are more. */
function metaOf({ page, print }: Asked, last: StoredRecord | undefined, count: number | undefined): RecordPage['meta'] {
  const nextCursor = last ? encodeCursor(last, page.sort, print) : null
  return { nextCursor, ...(count === undefined ? {} : { count }) }
}
