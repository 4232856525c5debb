import { columnsOf } from '@axiom/shared/model/columns'
import type { FileFormat } from '@axiom/shared/tables/formats'
import { csvLine } from '@axiom/shared/tables/writeCsv'
import { writeJson } from '@axiom/shared/tables/writeJson'

import type { RecordJson } from '../present.ts'
import type { ListQuery } from '../query/parseList.ts'
import { queryFilter } from '../query/queryFilter.ts'
import { searchFilter } from '../query/searchFilter.ts'
import { presentRecords } from '../sight.ts'
import type { RecordStore } from '../store.ts'
import { rowsOf } from '../stored.ts'
import type { Target } from '../target.ts'

/** Records that are in memory at a time. */
const PAGE = 500

/** All records that a list would answer, in the order of their ids, as the text of a file. */
export async function* exportRecords(
  store: RecordStore,
  at: Target,
  query: ListQuery,
  format: FileFormat,
): AsyncGenerator<string> {
  const names = query.fields ?? columnsOf(at.compiled).map(({ name }) => name)
  const columns = query.fields === null ? ['id', ...names.filter((name) => name !== 'id')] : names
  if (format !== 'csv') return yield* writeJson(pages(store, at, query), format)
  yield `\uFEFF${csvLine(columns)}`
  for await (const page of pages(store, at, query))
    yield page.map((record) => csvLine(columns.map((name) => record[name] ?? null))).join('')
}

async function* pages(store: RecordStore, at: Target, query: ListQuery): AsyncGenerator<RecordJson[]> {
  const { compiled, scope } = at
  const filter = {
    $and: [scope.filter, queryFilter(at, query.filter), searchFilter(at, query.search)],
  }
  // By id, which every store finds its way back to at once, however many came before.
  for (let last = ''; ;) {
    const rows = await store.list(
      rowsOf(at, compiled.model),
      { $and: [filter, { _id: { $gt: last } }] },
      { sort: { _id: 1 }, limit: PAGE },
    )
    if (rows.length > 0) yield await presentRecords(store, at, rows, { only: query.fields })
    if (rows.length < PAGE) return
    last = rows.at(-1)?._id ?? last
  }
}
