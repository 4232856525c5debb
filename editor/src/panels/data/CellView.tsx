import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { IconCheck } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'

/** One value, short and in its own way. */
export function CellView({ field, value }: { field: FieldView; value: Json }): ReactNode {
  if (value === null) return <span className="ax-cell-none">–</span>
  if (field.type === 'boolean')
    return value === true ? (
      <IconCheck size={14} aria-label={t('data.yes')} />
    ) : (
      <span className="ax-meta">{t('data.no')}</span>
    )
  if (field.type === 'select') return <Option field={field} label={String(value)} />
  if (field.type === 'multiSelect' && Array.isArray(value))
    return value.map((label) => <Option key={String(label)} field={field} label={String(label)} />)
  if (field.type === 'datetime')
    return new Date(String(value)).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })
  if (typeof value === 'number') return value.toLocaleString('en')
  return typeof value === 'object' ? <code className="ax-mono">{JSON.stringify(value)}</code> : String(value)
}

function Option({ field, label }: { field: FieldView; label: string }): ReactNode {
  const colour = field.options.find((option) => option.label === label)?.colour
  return (
    <span className="ax-cell-option">
      <i style={{ background: colour ?? 'var(--ax-line-control)' }} />
      {label}
    </span>
  )
}
