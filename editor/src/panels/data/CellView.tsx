import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { knownOptions } from '@axiom/shared/model/choices'
import { columnOfField } from '@axiom/shared/model/columns'
import { filesIn } from '@axiom/shared/model/files'
import { formatFieldNumber } from '@axiom/shared/model/formatNumber'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { formatDay } from '../../texts/r.ts'
import { t } from '../../texts/t.ts'
import { FileLinks } from '../../widgets/FileLinks.tsx'
import { idsIn } from './useTitles.ts'

interface CellProps {
  field: FieldView
  value: Json
  /** Of what the column refers to. */
  titles: ReadonlyMap<string, string>
}

/** One value, short and in its own way. */
export function CellView({ field, value, titles }: CellProps): ReactNode {
  if (field.type === 'relation' || field.type === 'user') return <References ids={idsIn(value)} titles={titles} />
  if (field.type === 'file' && filesIn(value).length > 0)
    return (
      <span className="ax-app-look">
        <FileLinks value={value} isInert={false} />
      </span>
    )
  if (value === null || (Array.isArray(value) && value.length === 0)) return <span className="ax-cell-none">–</span>
  if (typeof value === 'boolean') return <YesNo value={value} />
  if (typeof value === 'number')
    return field.type === 'autoNumber' ? value : formatFieldNumber(value, field.constraints, 'en')
  if (typeof value === 'string') return <Word field={field} value={value} />
  if (field.type === 'multiSelect' && Array.isArray(value))
    return value.map((label) => typeof label === 'string' && <Option key={label} field={field} label={label} />)
  return <code className="ax-mono">{JSON.stringify(value)}</code>
}

function References({ ids, titles }: { ids: string[] } & Pick<CellProps, 'titles'>): ReactNode {
  if (ids.length === 0) return <span className="ax-cell-none">–</span>
  return ids.map((id) => (
    <span key={id} className="ax-cell-option" title={id}>
      {titles.get(id) ?? <code className="ax-mono">{id.slice(0, 8)}…</code>}
    </span>
  ))
}

function YesNo({ value }: { value: boolean }): ReactNode {
  if (value) return <IconCheck size={14} aria-label={t('data.yes')} />
  return <span className="ax-meta">{t('data.no')}</span>
}

function Word({ field, value }: { field: FieldView; value: string }): ReactNode {
  if (field.type === 'select') return <Option field={field} label={value} />
  const { type } = columnOfField(field)
  if (type === 'date') return formatDay(value)
  if (type !== 'datetime') return value
  return new Date(value).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })
}

function Option({ field, label }: { field: FieldView; label: string }): ReactNode {
  const colour = knownOptions(field).find((option) => option.label === label)?.colour
  return (
    <span className="ax-cell-option">
      <i style={{ background: colour ?? 'var(--ax-line-control)' }} />
      {label}
    </span>
  )
}
