import { columnsOf } from '@axiom/shared/model/columns'
import { csvLine } from '@axiom/shared/tables/writeCsv'

import type { RecordJson } from '../present.ts'
import type { ListQuery } from '../query/parseList.ts'
import { queryFilter } from '../query/queryFilter.ts'
import { searchFilter } from '../query/searchFilter.ts'
import { presentRecords } from '../sight.ts'
import type { RecordStore } from '../store.ts'
import { rowsOf } from '../stored.ts'
import type { Target } from '../target.ts'
import type { Format } from './lines.ts'

/** Records that are in memory at a time. */
const PAGE = 500

export const MEDIA: Record<Format, string> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
}

/** All records that a list would answer, in the order of their ids, as the text of a file. */
export async function* exportRecords(
  store: RecordStore,
  at: Target,
  query: ListQuery,
  format: Format,
): AsyncGenerator<string> {
  const names = query.fields ?? columnsOf(at.compiled).map(({ name }) => name)
  const columns = query.fields === null ? ['id', ...names.filter((name) => name !== 'id')] : names
  if (format === 'csv') yield `\uFEFF${csvLine(columns)}`
  if (format === 'json') yield '['
  let isFirst = true
  for await (const page of pages(store, at, query)) {
    const texts = page.map((record) =>
      format === 'csv' ? csvLine(columns.map((name) => record[name] ?? null)) : JSON.stringify(record),
    )
    if (format === 'json') yield (isFirst ? '\n' : ',\n') + texts.join(',\n')
    else yield format === 'csv' ? texts.join('') : `${texts.join('\n')}\n`
    isFirst = false
  }
  if (format === 'json') yield '\n]\n'
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
