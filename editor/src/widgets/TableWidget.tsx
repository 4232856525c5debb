import type { ReactNode } from 'react'

import { formatNumber, r } from '../texts/r.ts'
import type { RecordPage, RunnableQuery } from './host.ts'
import { flag, shown } from './props.ts'
import { ReferenceTitles } from './references.ts'
import { useLocalScope } from './scope.ts'
import { type Column, columnsOf, isSortable } from './tableColumns.ts'
import { type ShownPage, type TablePage, usePage, useQueryPage } from './tablePage.ts'
import { TableCards, TableGrid } from './TableRows.tsx'
import type { LiveRemote } from './useRemote.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

const NO_TITLES: Record<string, string> = {}

/** Records of a model, or rows that a query answers, a page at a time. */
export function TableWidget(props: WidgetProps): ReactNode {
  const query = props.host.queries().find(({ id }) => id === props.node.props['query'])
  return query ? <QueryTable {...props} query={query} /> : <RecordTable {...props} />
}

/** Records, sorted and searched by the server. */
function RecordTable(props: WidgetProps): ReactNode {
  const { node, host } = props
  const model = host.models().find((one) => one.id === node.props['model'])
  const page = usePage(props)
  return (
    <TableFrame
      {...props}
      page={page}
      columns={columnsOf(model, node.props['columns'])}
      hasRows={model !== undefined}
    />
  )
}

/** Rows of a query, which are all there at once. */
function QueryTable({ query, ...props }: WidgetProps & { query: RunnableQuery }): ReactNode {
  const { columns, ...page } = useQueryPage(props, query)
  return <TableFrame {...props} page={page} columns={columns} hasRows />
}

interface FrameProps extends WidgetProps {
  page: TablePage
  columns: readonly Column[]
  /** It was said where rows come from. */
  hasRows: boolean
}

/** A title, what finds and orders rows, the rows themselves, and the way to others. */
function TableFrame({ node, root, mode, breakpoint, host, page, columns, hasRows }: FrameProps): ReactNode {
  const local = useLocalScope()
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
          hasModel={hasRows}
          empty={shown(node.props['emptyText'])}
          search={page.search}
          onClear={() => page.setSearch('')}
        />
      </div>
      <Pager {...page} isInert={isInert} />
    </section>
  )
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
