import { type ReactNode, useEffect, useState } from 'react'

import { formatNumber, r } from '../texts/r.ts'
import type { RecordPage } from './host.ts'
import { flag, number, shown, text } from './props.ts'
import { readTitles, ReferenceTitles } from './references.ts'
import { useLocalScope } from './scope.ts'
import { type Column, columnsOf, defaultSort, isSortable } from './tableColumns.ts'
import { TableCards, TableGrid } from './TableRows.tsx'
import { type LiveRemote, useRemote } from './useRemote.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

const NO_TITLES: Record<string, string> = {}

/** Records of a model, a page at a time, sorted and searched by the server. */
export function TableWidget({ node, root, mode, breakpoint, host }: WidgetProps): ReactNode {
  const local = useLocalScope()
  const model = host.models().find((one) => one.id === node.props['model'])
  const page = usePage({ node, host })
  const columns = columnsOf(model, node.props['columns'])
  const isInert = isEdit(mode)
  const title = node.texts['title'] ?? ''
  const actions = node.events['rowClick']
  const opens = !isInert && Array.isArray(actions) && actions.length > 0
  const rows = {
    rows: page.remote.data?.rows ?? [],
    columns,
    isInert,
    onOpen: opens ? (row: RecordPage['rows'][number]) => void host.run(actions, { ...local, row }) : null,
  }
  return (
    <section
      {...root}
      className={`aw-table is-${breakpoint}${isInert ? ' is-edit' : ''}`}
      aria-label={title || node.name}
    >
      <header className="aw-table-head">
        <h2 className="aw-table-title" data-text="title">
          {title}
        </h2>
        {flag(node, 'search') && (
          <Search title={title} isInert={isInert} value={page.search} onSearch={page.setSearch} />
        )}
        {breakpoint === 'phone' && (
          <SortChoice columns={columns} order={page.order} isInert={isInert} onSort={page.setSort} />
        )}
      </header>
      <div className="aw-table-scroll" aria-busy={page.remote.state === 'loading' || undefined}>
        <ReferenceTitles value={page.remote.data?.titles ?? NO_TITLES}>
          {breakpoint === 'phone' ? (
            <TableCards {...rows} />
          ) : (
            <TableGrid {...rows} order={page.order} onSort={page.setSort} />
          )}
        </ReferenceTitles>
        <TableState
          remote={page.remote}
          hasModel={model !== undefined}
          empty={shown(node.props['emptyText'])}
          search={page.search}
          onClear={() => page.setSearch('')}
        />
      </div>
      <Pager {...page} isInert={isInert} />
    </section>
  )
}

/** Rows, and which page they are: the one before stays while the next is on its way. */
type ShownPage = RecordPage & { page: number; titles: Record<string, string> }

/** Which rows are shown, and how to come to others. Another order or search begins at the first page. */
function usePage({ node, host }: Pick<WidgetProps, 'node' | 'host'>) {
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
  const relations = columnsOf(model, node.props['columns']).flatMap(({ field }) =>
    field.type === 'relation' ? [field] : [],
  )
  const remote = useRemote<ShownPage>(host, model?.name ?? null, JSON.stringify(query), async (signal) => {
    const read = await host.list(query, signal)
    return { ...read, page, titles: await readTitles(host, relations, read.rows, signal) }
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

interface SearchProps {
  title: string
  isInert: boolean
  value: string
  onSearch: (search: string) => void
}

function Search({ title, isInert, value, onSearch }: SearchProps): ReactNode {
  return (
    <input
      type="search"
      className="aw-control aw-search"
      placeholder={r('table.search')}
      aria-label={r('table.searchIn', { title })}
      tabIndex={isInert ? -1 : 0}
      value={value}
      onChange={(event) => onSearch(event.target.value)}
    />
  )
}

interface SortChoiceProps {
  columns: readonly Column[]
  order: string
  isInert: boolean
  onSort: (order: string) => void
}

/** Cards have no headings to sort by. */
function SortChoice({ columns, order, isInert, onSort }: SortChoiceProps): ReactNode {
  const sortable = columns.filter(({ field }) => isSortable(field))
  if (sortable.length === 0) return null
  return (
    <select
      className="aw-control aw-sort"
      aria-label={r('table.sort')}
      tabIndex={isInert ? -1 : 0}
      value={order}
      onChange={(event) => onSort(event.target.value)}
    >
      <option value="">{r('table.sortNewest')}</option>
      {sortable.map(({ field, label }) => [
        <option key={field.name} value={field.name}>
          {r('table.ascending', { label })}
        </option>,
        <option key={`-${field.name}`} value={`-${field.name}`}>
          {r('table.descending', { label })}
        </option>,
      ])}
    </select>
  )
}

interface StateProps {
  remote: LiveRemote<ShownPage>
  hasModel: boolean
  empty: string
  search: string
  onClear: () => void
}

function TableState({ remote, hasModel, empty, search, onClear }: StateProps): ReactNode {
  if (!hasModel) return <p className="aw-table-note">{r('table.noModel')}</p>
  if (remote.state === 'loading') return <div className="aw-skeleton" role="status" aria-label={r('table.loading')} />
  if (remote.state === 'failed') {
    return (
      <p className="aw-table-note" role="alert">
        {remote.message} <Plain label={r('table.retry')} onClick={remote.retry} />
      </p>
    )
  }
  if (remote.data.rows.length > 0) return null
  if (search === '') return <p className="aw-table-note">{empty}</p>
  return (
    <p className="aw-table-note" role="status">
      {r('table.nothing', { search })} <Plain label={r('table.clear')} onClick={onClear} />
    </p>
  )
}

function Plain({ label, onClick }: { label: string; onClick: () => void }): ReactNode {
  return (
    <button type="button" className="aw-plain" onClick={onClick}>
      {label}
    </button>
  )
}

interface PagerProps {
  remote: LiveRemote<ShownPage>
  page: number
  limit: number
  isInert: boolean
  back: () => void
  next: (cursor: string) => void
}

function Pager({ remote, page, limit, isInert, back, next }: PagerProps): ReactNode {
  const { data } = remote
  if (!data || data.count <= limit) return null
  const from = data.page * limit + 1
  const { nextCursor } = data
  const range = { from, to: from + data.rows.length - 1, count: formatNumber(data.count) }
  const shared = { type: 'button', className: 'aw-button is-outline', tabIndex: isInert ? -1 : 0 } as const
  return (
    <footer className="aw-pager">
      <span role="status">{r('table.range', range)}</span>
      <button {...shared} disabled={page === 0} onClick={back}>
        {r('table.back')}
      </button>
      <button {...shared} disabled={nextCursor === null} onClick={() => nextCursor !== null && next(nextCursor)}>
        {r('table.next')}
      </button>
    </footer>
  )
}
