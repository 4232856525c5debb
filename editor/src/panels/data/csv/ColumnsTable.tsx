import { COLUMN_TYPES, type GuessedTable, type TableColumn, toCellValue } from '@axiom/shared/tables/guessTable'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../../texts/t.ts'
import { ChoiceField, DraftField } from '../../../ui/Field.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'

interface Props {
  table: GuessedTable
  onChange: (table: GuessedTable) => void
}

const SHOWN = 5

/** Columns with what they were guessed to be, above their first rows; cells that do not fit are marked. */
export function ColumnsTable({ table, onChange }: Props): ReactNode {
  const { columns, rows } = table
  const set = (at: number, change: Partial<TableColumn>): void =>
    onChange({ rows, columns: columns.map((column) => (column.at === at ? { ...column, ...change } : column)) })
  return (
    <div className="ax-csv-table" tabIndex={0} role="region" aria-label={t('csv.preview')}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.at} scope="col">
                <div className="ax-csv-head">
                  <DraftField
                    label={t('csv.label', { name: column.label })}
                    value={column.label}
                    maxLength={80}
                    onCommit={(next) => next.trim() !== '' && set(column.at, { label: next.trim() })}
                  />
                  <IconButton
                    label={t('csv.skip', { name: column.label })}
                    size="xs"
                    onClick={() => onChange({ rows, columns: columns.filter(({ at }) => at !== column.at) })}
                  >
                    <IconX size={12} />
                  </IconButton>
                </div>
                <ChoiceField
                  label={t('csv.type', { name: column.label })}
                  value={column.type}
                  choices={COLUMN_TYPES.map((value) => ({ value, label: t(`field.${value}`) }))}
                  onChange={(next) => set(column.at, retyped(column, next, rows))}
                />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row, i) => (
            <tr key={i}>
              {columns.map((column) => {
                const cell = row[column.at] ?? ''
                const fits = toCellValue(column, cell) !== undefined
                return (
                  <td key={column.at} data-misfit={!fits || undefined} title={fits ? undefined : t('csv.misfit')}>
                    {cell}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const MOST_OPTIONS = 200

/** A column that becomes choices takes what it holds as options. */
function retyped(column: TableColumn, type: string, rows: readonly string[][]): Partial<TableColumn> {
  const chosen = COLUMN_TYPES.find((one) => one === type) ?? 'text'
  if (chosen !== 'select' && chosen !== 'multiSelect') return { type: chosen, options: [] }
  const words = rows.flatMap((row) => {
    const value = toCellValue({ ...column, type: chosen, options: [] }, row[column.at] ?? '')
    return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
  })
  return { type: chosen, options: [...new Set(words)].slice(0, MOST_OPTIONS) }
}
