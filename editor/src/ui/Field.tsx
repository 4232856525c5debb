import { IconChevronDown } from '@tabler/icons-react'
import { useState, type KeyboardEvent, type ReactNode } from 'react'

import './kit.css'

/** Somebody else in this field. */
export interface FieldPeer {
  name: string
  /** Presence ink 1–8. */
  colour: number
}

export interface FieldFrameProps {
  prefix?: ReactNode
  unit?: ReactNode
  mono?: boolean
  error?: boolean
  peer?: FieldPeer | null
  peerText?: string
  children: ReactNode
}

/** The filled box of a field, with the ring of who else is in it. */
export function FieldFrame({ prefix, unit, mono, error, peer, peerText, children }: FieldFrameProps): ReactNode {
  return (
    <span
      className="ax-field"
      data-mono={mono || undefined}
      data-error={error || undefined}
      data-peer={peer ? true : undefined}
      style={peer ? { ['--ax-peer' as string]: `var(--ax-presence-${peer.colour})` } : undefined}
    >
      {peer && <span className="ax-field-peer">{peerText ?? peer.name}</span>}
      {typeof prefix === 'string' ? <span className="ax-key">{prefix}</span> : prefix}
      {children}
      {typeof unit === 'string' ? <span className="ax-unit">{unit}</span> : unit}
    </span>
  )
}

interface DraftProps extends Omit<FieldFrameProps, 'children'> {
  label: string
  value: string
  onCommit: (value: string) => void
  onFocus?: () => void
  onBlur?: () => void
  placeholder?: string
  disabled?: boolean
  multiline?: boolean
  maxLength?: number
  inputMode?: 'text' | 'numeric' | 'decimal' | 'url'
  type?: string
  /** Arrow keys: the value after a step, or null where there is none. */
  step?: (value: string, by: number) => string | null
}

/** A text that is written when the hand leaves it or presses Enter; Escape takes back what was typed. */
export function DraftField(props: DraftProps): ReactNode {
  const {
    label,
    value,
    onCommit,
    onFocus,
    onBlur,
    placeholder,
    disabled,
    multiline,
    maxLength,
    inputMode,
    type,
    step,
    ...frame
  } = props
  const [draft, setDraft] = useState<string | null>(null)
  const commit = (): void => {
    if (draft !== null && draft !== value) onCommit(draft)
    setDraft(null)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key === 'Escape') {
      setDraft(null)
      event.stopPropagation()
    }
    if (event.key === 'Enter' && !multiline) commit()
    const by = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    const next = by === 0 ? null : (step?.(draft ?? value, by * (event.shiftKey ? 10 : 1)) ?? null)
    if (next === null) return
    event.preventDefault()
    setDraft(null)
    onCommit(next)
  }
  const shared = {
    'aria-label': label,
    value: draft ?? value,
    placeholder,
    disabled,
    maxLength,
    spellCheck: false,
    onKeyDown,
    onFocus,
    onBlur: () => {
      commit()
      onBlur?.()
    },
  }
  return (
    <FieldFrame {...frame}>
      {multiline ? (
        <textarea {...shared} rows={2} onChange={(event) => setDraft(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type={type}
          inputMode={inputMode}
          onChange={(event) => setDraft(event.currentTarget.value)}
        />
      )}
    </FieldFrame>
  )
}

interface NumberProps extends Omit<DraftProps, 'value' | 'onCommit' | 'step' | 'multiline'> {
  value: number | null
  /** Null: emptied. */
  onCommit: (value: number | null) => void
  min?: number
  max?: number
}

/** A number, with steps by the arrow keys (shift: ten at once). */
export function NumberField({ value, onCommit, min = -Infinity, max = Infinity, ...props }: NumberProps): ReactNode {
  const limited = (number: number): number => Math.min(max, Math.max(min, number))
  return (
    <DraftField
      inputMode="decimal"
      {...props}
      value={value === null ? '' : String(value)}
      step={(text, by) => (Number.isFinite(Number(text)) ? String(limited(Number(text) + by)) : null)}
      onCommit={(text) => {
        const number = Number(text.replace(',', '.'))
        if (text.trim() === '') onCommit(null)
        else if (Number.isFinite(number)) onCommit(limited(number))
      }}
    />
  )
}

interface ChoiceProps extends Omit<FieldFrameProps, 'children'> {
  label: string
  value: string
  choices: readonly { value: string; label: string }[]
  onChange: (value: string) => void
  onFocus?: () => void
  onBlur?: () => void
  disabled?: boolean
}

/** One of several, as the system's own list: works with any hand. */
export function ChoiceField({
  label,
  value,
  choices,
  onChange,
  onFocus,
  onBlur,
  disabled,
  ...frame
}: ChoiceProps): ReactNode {
  return (
    <FieldFrame {...frame} unit={<IconChevronDown className="ax-caret-down" size={12} stroke={2} aria-hidden="true" />}>
      <select
        aria-label={label}
        value={value}
        disabled={disabled}
        onFocus={onFocus}
        onBlur={onBlur}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}
