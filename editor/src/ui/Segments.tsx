import { useRef, type KeyboardEvent, type ReactNode } from 'react'

import './kit.css'

export interface Segment<T extends string> {
  value: T
  /** What is shown: a word or an icon. */
  shown: ReactNode
  label: string
}

interface Props<T extends string> {
  label: string
  value: T | null
  segments: readonly Segment<T>[]
  onChange: (value: T) => void
  disabled?: boolean
}

/** Two to four choices side by side; arrow keys go along. */
export function Segments<T extends string>({ label, value, segments, onChange, disabled }: Props<T>): ReactNode {
  return (
    <Roving className="ax-seg" role="radiogroup" label={label}>
      {segments.map((segment, i) => (
        <button
          key={segment.value}
          type="button"
          role="radio"
          aria-checked={segment.value === value}
          aria-label={segment.label}
          title={typeof segment.shown === 'string' ? undefined : segment.label}
          tabIndex={segment.value === value || (value === null && i === 0) ? 0 : -1}
          disabled={disabled}
          onClick={() => onChange(segment.value)}
        >
          {segment.shown}
        </button>
      ))}
    </Roving>
  )
}

/** Tabs of a panel. */
export function Tabs<T extends string>({ label, value, segments, onChange }: Props<T>): ReactNode {
  return (
    <Roving className="ax-tabs" role="tablist" label={label}>
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          role="tab"
          aria-selected={segment.value === value}
          tabIndex={segment.value === value ? 0 : -1}
          onClick={() => onChange(segment.value)}
        >
          {segment.shown}
        </button>
      ))}
    </Roving>
  )
}

interface RovingProps {
  className: string
  role: 'radiogroup' | 'tablist'
  label: string
  children: ReactNode
}

function Roving({ className, role, label, children }: RovingProps): ReactNode {
  const root = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const buttons = [...(root.current?.querySelectorAll('button') ?? [])]
    const next = buttons[buttons.findIndex((button) => button === document.activeElement) + by]
    if (by === 0 || !next) return
    event.preventDefault()
    next.focus()
    next.click()
  }
  return (
    <div ref={root} className={className} role={role} aria-label={label} onKeyDown={onKeyDown}>
      {children}
    </div>
  )
}

interface SwitchProps {
  label: string
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}

export function Switch({ label, checked, onChange, disabled }: SwitchProps): ReactNode {
  return (
    <button
      type="button"
      role="switch"
      className="ax-switch"
      aria-checked={checked}
      aria-label={label}
      disabled={disabled}
      onClick={() => onChange(!checked)}
    />
  )
}
