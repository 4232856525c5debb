import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { useContext, type ReactNode } from 'react'

import { formatDay, formatMoment, formatValue, r } from '../texts/r.ts'
import { FileLinks } from './FileLinks.tsx'
import { isBlank, safeUrl, shown } from './props.ts'
import { idsIn, ReferenceTitles } from './references.ts'

/** Soft grounds for options, in order; the word itself always says it too. */
const TONES = 6

interface CellProps {
  field: FieldView
  value: Json | undefined
  /** On the canvas nothing is followed. */
  isInert: boolean
}

/** One value as people read it, by the type of its field. */
export function Cell({ field, value, isInert }: CellProps): ReactNode {
  if (value === undefined || isBlank(value)) return <span className="aw-none">{r('value.none')}</span>
  const text = shown(value)
  switch (field.type) {
    case 'file':
      return <FileLinks value={value} isInert={isInert} />
    case 'relation':
    case 'user':
      return <References value={value} />
    case 'autoNumber':
    case 'computed':
      return computed(field, value)
    case 'boolean':
      return value === true ? r('value.yes') : r('value.no')
    case 'integer':
    case 'number':
      return typeof value === 'number' ? formatValue(value, field) : text
    case 'date':
      return formatDay(text)
    case 'datetime':
      return formatMoment(text)
    case 'select':
      return <Badge field={field} label={text} />
    case 'multiSelect':
      return (
        <span className="aw-badges">
          {(Array.isArray(value) ? value : [value]).map((one, i) => (
            <Badge key={i} field={field} label={shown(one)} />
          ))}
        </span>
      )
    case 'email':
      return <Address href={`mailto:${text}`} text={text} isInert={isInert} />
    case 'url':
      return <Address href={text} text={text.replace(/^https?:\/\//, '')} isInert={isInert} />
    default:
      return text
  }
}

/** By their titles; what is hidden from the reader by nothing that would tell. */
function References({ value }: { value: Json }): ReactNode {
  const titles = useContext(ReferenceTitles)
  const known = idsIn(value).map((id) => titles[id] ?? '…')
  return known.join(', ')
}

/** By what it answers; a running number is a name, without a group of thousands. */
function computed({ type, constraints }: FieldView, value: Json): string {
  const text = shown(value)
  if (type === 'autoNumber') return text
  if (constraints.result === 'date') return formatDay(text)
  if (constraints.result === 'datetime') return formatMoment(text)
  if (typeof value === 'boolean') return value ? r('value.yes') : r('value.no')
  return typeof value === 'number' ? formatValue(value, { constraints }) : text
}

function Badge({ field, label }: { field: FieldView; label: string }): ReactNode {
  const tone = field.options.findIndex((option) => option.label === label) % TONES
  return <span className={`aw-badge${tone < 0 ? '' : ` is-tone-${tone}`}`}>{label}</span>
}

function Address({ href, text, isInert }: { href: string; text: string; isInert: boolean }): ReactNode {
  const safe = safeUrl(href)
  if (isInert || !safe) return text
  return (
    <a
      className="aw-link"
      href={safe}
      rel="noopener noreferrer"
      target={safe.startsWith('http') ? '_blank' : undefined}
    >
      {text}
    </a>
  )
}
