import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { isObject, type Json } from '@axiom/shared/json'
import { type ReactNode, useState } from 'react'

import type { RecordPage, RecordRow } from './host.ts'
import { flag, number, text } from './props.ts'
import { type Remote, useRemote } from './useRemote.ts'
import type { WidgetProps } from './WidgetView.tsx'

interface Column {
  field: FieldView
  label: string
}

/** Records of a model, a page at a time, sorted and searched by the server. */
export function TableWidget({ node, root, mode, breakpoint, host }: WidgetProps): ReactNode {
  const model = host.models().find((one) => one.id === node.props['model'])
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<string | null>(null)
  const [cursors, setCursors] = useState<string[]>([])
  const order = sort ?? defaultSort(model, text(node, 'sortField'), text(node, 'sortDirection', 'desc'))
  const limit = Math.min(Math.max(Math.round(number(node, 'pageSize', 10)), 1), 200)
  const cursor = cursors.at(-1) ?? null
  const query = { collection: model?.name ?? '', limit, cursor, sort: order, search }
  const remote = useRemote(host, model?.name ?? null, JSON.stringify(query), (signal) => host.list(query, signal))
  const columns = columnsOf(model, node.props['columns'])
  const tab = mode === 'edit' ? -1 : 0
  const title = node.texts['title'] ?? ''
  const first = (change: () => void): void => {
    change()
    setCursors([])
  }
  return (
    <section
      {...root}
      className={`aw-table is-${breakpoint}${mode === 'edit' ? ' is-edit' : ''}`}
      aria-label={title || node.name}
    >
      <header className="aw-table-head">
        <h2 className="aw-table-title" data-text="title">
          {title}
        </h2>
        {flag(node, 'search') && (
          <input
            type="search"
            className="aw-control aw-search"
            placeholder="Search"
            aria-label={`Search ${title}`}
            tabIndex={tab}
            value={search}
            onChange={(event) => first(() => setSearch(event.target.value))}
          />
        )}
      </header>
      <div className="aw-table-scroll">
        <table>
          <thead>
            <tr>
              {columns.map(({ field, label }) => (
                <HeadCell
                  key={field.id}
                  field={field}
                  label={label}
                  order={order}
                  tab={tab}
                  onSort={(next) => first(() => setSort(next))}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {(remote.data?.rows ?? []).map((row) => (
              <tr key={String(row['id'])}>
                {columns.map(({ field, label }) => (
                  <td key={field.id} data-label={label} className={isNumeric(field) ? 'is-number' : undefined}>
                    <Cell field={field} value={row[field.name] ?? null} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <TableState
          remote={remote}
          hasModel={model !== undefined}
          empty={search === '' ? text(node, 'emptyText') : 'Nothing matches.'}
        />
      </div>
      <Pager
        remote={remote}
        page={cursors.length}
        limit={limit}
        tab={tab}
        onBack={() => setCursors((old) => old.slice(0, -1))}
        onNext={(next) => setCursors((old) => [...old, next])}
      />
    </section>
  )
}

function HeadCell({
  field,
  label,
  order,
  tab,
  onSort,
}: {
  field: FieldView
  label: string
  order: string
  tab: number
  onSort: (sort: string) => void
}): ReactNode {
  const direction = order === field.name ? 'ascending' : order === `-${field.name}` ? 'descending' : undefined
  return (
    <th scope="col" aria-sort={direction} className={isNumeric(field) ? 'is-number' : undefined}>
      <button
        type="button"
        tabIndex={tab}
        onClick={() => onSort(direction === 'ascending' ? `-${field.name}` : field.name)}
      >
        {label}
        <span aria-hidden="true">{direction === 'ascending' ? ' ↑' : direction === 'descending' ? ' ↓' : ''}</span>
      </button>
    </th>
  )
}

function TableState({
  remote,
  hasModel,
  empty,
}: {
  remote: Remote<RecordPage> & { retry(): void }
  hasModel: boolean
  empty: string
}): ReactNode {
  if (!hasModel) return <p className="aw-table-note">Choose what this table shows.</p>
  if (remote.state === 'loading') return <div className="aw-skeleton" role="status" aria-label="Loading" />
  if (remote.state === 'failed') {
    return (
      <p className="aw-table-note" role="alert">
        {remote.message}{' '}
        <button type="button" className="aw-plain" onClick={remote.retry}>
          Try again
        </button>
      </p>
    )
  }
  return remote.data.rows.length === 0 ? <p className="aw-table-note">{empty}</p> : null
}

interface PagerProps {
  remote: Remote<RecordPage>
  page: number
  limit: number
  tab: number
  onBack: () => void
  onNext: (cursor: string) => void
}

function Pager({ remote, page, limit, tab, onBack, onNext }: PagerProps): ReactNode {
  const { data } = remote
  if (!data || data.count <= limit) return null
  const from = page * limit + 1
  const { nextCursor } = data
  return (
    <footer className="aw-pager">
      <span>{`${from}–${from + data.rows.length - 1} of ${data.count.toLocaleString('en')}`}</span>
      <button type="button" className="aw-button is-outline" tabIndex={tab} disabled={page === 0} onClick={onBack}>
        Back
      </button>
      <button
        type="button"
        className="aw-button is-outline"
        tabIndex={tab}
        disabled={nextCursor === null}
        onClick={() => nextCursor !== null && onNext(nextCursor)}
      >
        Next
      </button>
    </footer>
  )
}

function defaultSort(model: ModelView | undefined, fieldId: string, direction: string): string {
  const field = model?.fields.find((one) => one.id === fieldId)
  return field ? `${direction === 'desc' ? '-' : ''}${field.name}` : ''
}

function columnsOf(model: ModelView | undefined, chosen: Json | undefined): Column[] {
  const wanted: Record<string, unknown>[] = Array.isArray(chosen) ? chosen.filter((one) => isObject(one)) : []
  const fields = model?.fields ?? []
  if (wanted.length === 0) return fields.map((field) => ({ field, label: field.label }))
  return wanted.flatMap((column) => {
    const field = fields.find((one) => one.id === column['field'])
    const label = typeof column['label'] === 'string' && column['label'] !== '' ? column['label'] : (field?.label ?? '')
    return field ? [{ field, label }] : []
  })
}

function isNumeric(field: FieldView): boolean {
  return field.type === 'integer' || field.type === 'number'
}

/** Soft grounds for options, in order; the word itself always says it too. */
const TONES = 6

function Cell({ field, value }: { field: FieldView; value: RecordRow[string] }): ReactNode {
  if (value === null || value === undefined || value === '') return <span className="aw-none">–</span>
  if (field.type === 'boolean') return value === true ? 'Yes' : 'No'
  if (typeof value === 'number') return value.toLocaleString('en')
  if (field.type === 'select') {
    const tone = field.options.findIndex((option) => option.label === value) % TONES
    return <span className={`aw-badge is-tone-${Math.max(tone, 0)}`}>{String(value)}</span>
  }
  if (field.type === 'date')
    return new Date(`${String(value)}T00:00:00`).toLocaleDateString('en', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    })
  if (field.type === 'datetime') return new Date(String(value)).toLocaleString('en')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
