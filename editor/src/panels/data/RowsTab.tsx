import type { Environment } from '@axiom/shared/contracts/publishing'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { Button } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { CellView } from './CellView.tsx'
import { FIELD_ICONS } from './FieldsTab.tsx'
import { RowDialog } from './RowDialog.tsx'
import { Transfer } from './Transfer.tsx'
import { useRows, type Row } from './useRows.ts'
import { idsIn, useTitles } from './useTitles.ts'

interface Props {
  model: ModelView
  env: Environment
}

/** The records of one environment, live: others' changes appear as they happen. */
export function RowsTab({ model, env }: Props): ReactNode {
  const [sort, setSort] = useState('-createdAt')
  const [open, setOpen] = useState<Row | 'new' | null>(null)
  const { list, rows, count, create, patch, remove } = useRows({ collection: model.name, env, sort })
  const titles = useTitles(
    model.fields.map((field) => ({ field, ids: rows.flatMap((row) => idsIn(row[field.name])) })),
    env,
  )
  const failed = remove.error ?? null
  return (
    <>
      <div
        className="ax-rows"
        tabIndex={0}
        role="region"
        aria-label={t('data.rowsOf', { name: model.label })}
        aria-busy={list.isPending}
      >
        <table>
          <thead>
            <tr>
              {model.fields.map((field) => (
                <HeadCell key={field.id} field={field} sort={sort} onSort={setSort} />
              ))}
              <th className="ax-rows-tools">
                <span className="ax-hidden">{t('data.rowActions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.isPending && <Waiting columns={model.fields.length + 1} />}
            {rows.map((row, i) => (
              <tr key={row.id}>
                {model.fields.map((field) => (
                  <td key={field.id} data-type={field.type}>
                    <CellView field={field} value={row[field.name] ?? null} titles={titles} />
                  </td>
                ))}
                <td className="ax-rows-tools">
                  <IconButton label={t('data.editRow', { n: i + 1 })} size="xs" onClick={() => setOpen(row)}>
                    <IconPencil size={14} stroke={1.8} />
                  </IconButton>
                  <IconButton label={t('data.deleteRow', { n: i + 1 })} size="xs" onClick={() => remove.mutate(row)}>
                    <IconTrash size={14} stroke={1.8} />
                  </IconButton>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {list.isSuccess && rows.length === 0 && (
          <p className="ax-empty">{t(env === 'draft' ? 'data.noRows' : 'data.noLiveRows')}</p>
        )}
        {list.isError && (
          <div className="ax-empty" role="alert">
            <p className="ax-error-text">{sayError(list.error)}</p>
            <Button size="sm" variant="default" onClick={() => void list.refetch()}>
              {t('common.retry')}
            </Button>
          </div>
        )}
        {list.hasNextPage && (
          <button type="button" className="ax-text-button ax-rows-more" onClick={() => void list.fetchNextPage()}>
            {t('data.more')}
          </button>
        )}
      </div>
      <footer className="ax-rows-foot">
        <button type="button" className="ax-text-button ax-add" onClick={() => setOpen('new')}>
          <IconPlus size={12} aria-hidden="true" /> {t('data.addRow')}
        </button>
        <Transfer model={model} env={env} />
        {failed && <span className="ax-error-text">{sayError(failed)}</span>}
        <span className="ax-grow" />
        {count !== undefined && (
          <span className="ax-meta ax-num">{t('data.rowCount', { shown: rows.length, count })}</span>
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

function Waiting({ columns }: { columns: number }): ReactNode {
  return [1, 2, 3].map((row) => (
    <tr key={row}>
      {Array.from({ length: columns }, (_, i) => (
        <td key={i}>
          <div className="ax-skeleton" style={{ height: 10, width: '60%' }} />
        </td>
      ))}
    </tr>
  ))
}
