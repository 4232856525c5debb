import { useEffect, useRef, type ReactNode } from 'react'

import './kit.css'

interface Props {
  label: string
  value: string
  onCommit: (value: string) => void
  /** Called in any case, also after a commit. */
  onEnd: () => void
}

/** A name edited in its row: Enter or leaving keeps it, Escape doesn't. */
export function RenameInput({ label, value, onCommit, onEnd }: Props): ReactNode {
  const input = useRef<HTMLInputElement>(null)
  const ended = useRef(false)
  useEffect(() => input.current?.select(), [])
  const end = (keep: boolean): void => {
    if (ended.current) return
    ended.current = true
    const name = input.current?.value.trim() ?? ''
    if (keep && name !== '' && name !== value) onCommit(name)
    onEnd()
  }
  return (
    <input
      ref={input}
      className="ax-rename"
      aria-label={label}
      defaultValue={value}
      maxLength={80}
      autoFocus
      onClick={(event) => event.stopPropagation()}
      onPointerDown={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === 'Enter') end(true)
        if (event.key === 'Escape') end(false)
      }}
      onBlur={() => end(true)}
    />
  )
}
