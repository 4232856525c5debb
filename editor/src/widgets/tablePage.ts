import { useEffect, useState } from 'react'

import { inScope } from './apiHost.ts'
import { queryPlace, type RecordPage, type RunnableQuery } from './host.ts'
import { number, text } from './props.ts'
import { pageOf, queryColumns, rowsOf } from './queryRows.ts'
import { namesIn, readTitles } from './references.ts'
import { useScope } from './scope.ts'
import { columnsOf, defaultSort } from './tableColumns.ts'
import { type LiveRemote, useRemote } from './useRemote.ts'
import type { WidgetProps } from './WidgetProps.ts'

const NO_TITLES: Record<string, string> = {}

/** Rows, and which page they are: the one before stays while the next is on its way. */
export type ShownPage = RecordPage & { page: number; titles: Record<string, string> }

/** A page, and the ways to others. */
export interface TablePage {
  remote: LiveRemote<ShownPage>
  search: string
  order: string
  limit: number
  page: number
  setSearch: (search: string) => void
  setSort: (order: string) => void
  back: () => void
  next: (cursor: string) => void
}

/** Which rows are shown, and how to come to others. Another order or search begins at the first page. */
export function usePage({ node, host }: Pick<WidgetProps, 'node' | 'host'>): TablePage {
  const model = host.models().find((one) => one.id === node.props['model'])
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<string | null>(null)
  const [cursors, setCursors] = useState<readonly string[]>([])
  const order = sort ?? defaultSort(model, text(node, 'sortField'), text(node, 'sortDirection', 'desc'))
  const limit = Math.min(Math.max(Math.round(number(node, 'pageSize', 10)), 1), 200)
  const query = {
    collection: model?.name ?? '',
    limit,
    cursor: cursors.at(-1) ?? null,
    sort: order,
    search: useSettled(search),
  }
  const page = cursors.length
  const fields = columnsOf(model, node.props['columns']).map(({ field }) => field)
  const relations = fields.filter(({ type }) => type === 'relation')
  const expand = fields.flatMap(({ type, name }) => (type === 'user' ? name : []))
  const remote = useRemote<ShownPage>(host, model?.name ?? null, JSON.stringify(query), async (signal) => {
    const read = await host.list({ ...query, expand }, signal)
    return {
      ...read,
      page,
      titles: { ...namesIn(read.rows), ...(await readTitles(host, relations, read.rows, signal)) },
    }
  })
  const back = (): void => setCursors((old) => old.slice(0, -1))
  // The last row of the last page was deleted: the one before is the last now.
  if (page > 0 && remote.data?.page === page && remote.data.rows.length === 0) back()
  return {
    remote,
    search,
    order,
    limit,
    page,
    setSearch: (next: string) => (setSearch(next), setCursors([])),
    setSort: (next: string) => (setSort(next), setCursors([])),
    back,
    next: (cursor: string) => setCursors((old) => [...old, cursor]),
  }
}

const SETTLE_MS = 200

/** What was typed, when the hand pauses; cleared at once. */
function useSettled(value: string): string {
  const [settled, setSettled] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return value === '' ? '' : settled
}

/** The same for rows of a query; they are asked for again when a parameter in the address or the state has changed. */
export function useQueryPage({ node, host }: Pick<WidgetProps, 'node' | 'host'>, query: RunnableQuery) {
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState('')
  const [page, setPage] = useState(0)
  const given = inScope(useScope(host, query.parameters.length > 0))
  const key = JSON.stringify(query.parameters.map(({ name }) => given[name] ?? null))
  const { data, ...remote } = useRemote(host, queryPlace(query.id), key, (signal) => host.query(query, given, signal))
  const limit = Math.min(Math.max(Math.round(number(node, 'pageSize', 10)), 1), 200)
  const rows = data ? rowsOf(data) : []
  const shown = data && { ...pageOf(rows, { search, order, page, limit }), page, titles: NO_TITLES }
  return {
    columns: data ? queryColumns(data, rows) : [],
    // The state belongs to the data that was taken apart.
    remote: { ...remote, data: shown } as LiveRemote<ShownPage>,
    search,
    order,
    limit,
    page,
    setSearch: (next: string) => (setSearch(next), setPage(0)),
    setSort: (next: string) => (setOrder(next), setPage(0)),
    back: () => setPage(page - 1),
    next: () => setPage(page + 1),
  }
}
