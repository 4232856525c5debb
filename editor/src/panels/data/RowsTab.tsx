import type { Environment } from '@axiom/shared/contracts/publishing'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { memo, useRef, useState, type ReactNode } from 'react'

import { ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { CellView } from './CellView.tsx'
import { FIELD_ICONS } from './FieldsTab.tsx'
import { RowDialog } from './RowDialog.tsx'
import { MOST_ROWS, ROW_HEIGHT, useRowWindow } from './rowWindow.ts'
import { Transfer } from './Transfer.tsx'
import { useRows, useRowsIn, type Row } from './useRows.ts'
import { idsIn, useTitles } from './useTitles.ts'

interface Props {
  model: ModelView
  env: Environment
}

/** Rows that are drawn, empty, until it is known how many there are. */
const AWAITED = 3

/** The records of one environment, live: others' changes appear as they happen. */
export function RowsTab({ model, env }: Props): ReactNode {
  const [sort, setSort] = useState('-createdAt')
  const [open, setOpen] = useState<Row | 'new' | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const { counted, create, patch, remove } = useRows({ collection: model.name, env })
  const count = counted.data
  const shown = Math.min(count ?? AWAITED, MOST_ROWS)
  const range = useRowWindow(scroller, shown)
  const { rows, read, error, retry } = useRowsIn({ collection: model.name, env, sort }, range)
  const titles = useTitles(
    model.fields.map((field) => ({ field, ids: read.flatMap((row) => idsIn(row[field.name])) })),
    env,
  )
  const failed = remove.error ?? null
  const unread = counted.error ?? error
  return (
    <>
      <div
        ref={scroller}
        className="ax-rows is-windowed"
        tabIndex={0}
        role="region"
        aria-label={t('data.rowsOf', { name: model.label })}
        aria-busy={count === undefined || rows.includes(undefined)}
      >
        {unread === null ? (
          <table aria-rowcount={count === undefined ? -1 : count + 1}>
            <thead>
              <tr aria-rowindex={1}>
                {model.fields.map((field) => (
                  <HeadCell key={field.id} field={field} sort={sort} onSort={setSort} />
                ))}
                <th className="ax-rows-tools">
                  <span className="ax-hidden">{t('data.rowActions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              <Unseen rows={range.from} />
              {rows.map((row, i) => (
                <Line
                  key={row?.id ?? `${range.from + i}`}
                  {...{ model, row, titles }}
                  n={range.from + i + 1}
                  onEdit={setOpen}
                  onRemove={remove.mutate}
                />
              ))}
              <Unseen rows={shown - range.to} />
            </tbody>
          </table>
        ) : (
          <div className="ax-empty" role="alert">
            <p className="ax-error-text">{sayError(unread)}</p>
            <Button size="sm" variant="default" onClick={() => void Promise.all([counted.refetch(), retry()])}>
              {t('common.retry')}
            </Button>
          </div>
        )}
        {count === 0 && <p className="ax-empty">{t(env === 'draft' ? 'data.noRows' : 'data.noLiveRows')}</p>}
      </div>
      <footer className="ax-rows-foot">
        <button type="button" className="ax-text-button ax-add" onClick={() => setOpen('new')}>
          <IconPlus size={12} aria-hidden="true" /> {t('data.addRow')}
        </button>
        <Transfer model={model} env={env} />
        {failed && <span className="ax-error-text">{sayError(failed)}</span>}
        <span className="ax-grow" />
        {count !== undefined && (
          <span className="ax-meta ax-num">{t('data.rowCount', { number: count.toLocaleString('en'), count })}</span>
        )}
      </footer>
      {open !== null && (
        <RowDialog
          model={model}
          row={open === 'new' ? null : open}
          onSave={(values) => (open === 'new' ? create.mutateAsync(values) : patch.mutateAsync({ row: open, values }))}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

/** A field that the API does not know yet is one whose change is still on its way. */
const sayError = (error: Error): string =>
  error instanceof ApiError && error.errors[0] ? `${error.message} ${error.errors[0].message}` : error.message

interface HeadProps {
  field: FieldView
  sort: string
  onSort: (sort: string) => void
}

function HeadCell({ field, sort, onSort }: HeadProps): ReactNode {
  const { name, label, type } = field
  const direction = sort === name ? 'ascending' : sort === `-${name}` ? 'descending' : 'none'
  const Shown = FIELD_ICONS[type]
  return (
    <th aria-sort={direction} data-type={type}>
      <button type="button" onClick={() => onSort(direction === 'ascending' ? `-${name}` : name)}>
        <Shown size={14} stroke={1.8} aria-hidden="true" />
        {label}
        {direction === 'ascending' && <IconArrowUp size={12} aria-hidden="true" />}
        {direction === 'descending' && <IconArrowDown size={12} aria-hidden="true" />}
      </button>
    </th>
  )
}

interface LineProps {
  model: ModelView
  /** Undefined: not read yet. */
  row: Row | undefined
  n: number
  titles: ReadonlyMap<string, string>
  onEdit: (row: Row) => void
  onRemove: (row: Row) => void
}

/** Drawn again only when something of it changes: while a table scrolls most of its lines stay. */
const Line = memo(function Line({ model, row, n, titles, onEdit, onRemove }: LineProps): ReactNode {
  return (
    <tr aria-rowindex={n + 1}>
      {model.fields.map((field) => (
        <td key={field.id} data-type={field.type}>
          {row ? <CellView field={field} value={row[field.name] ?? null} titles={titles} /> : <Skeleton />}
        </td>
      ))}
      <td className="ax-rows-tools">
        {row && (
          <>
            <Tool label={t('data.editRow', { n })} onClick={() => onEdit(row)}>
              <IconPencil size={14} stroke={1.8} />
            </Tool>
            <Tool label={t('data.deleteRow', { n })} onClick={() => onRemove(row)}>
              <IconTrash size={14} stroke={1.8} />
            </Tool>
          </>
        )}
      </td>
    </tr>
  )
})

/** As `IconButton`, with the browser's own tooltip: ours is most of what a line costs while hundreds of them scroll by. */
function Tool({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }): ReactNode {
  return (
    <button type="button" className="ax-ib" data-size="xs" aria-label={label} title={label} onClick={onClick}>
      {children}
    </button>
  )
}

function Skeleton(): ReactNode {
  return <div className="ax-skeleton" style={{ height: 10, width: '60%' }} />
}

/** The room of rows that are not drawn. */
function Unseen({ rows }: { rows: number }): ReactNode {
  return rows > 0 && <tr aria-hidden="true" className="ax-rows-unseen" style={{ height: rows * ROW_HEIGHT }} />
}
