import { Tooltip, type FloatingPosition } from '@mantine/core'
import type { MouseEvent, ReactNode } from 'react'

import './kit.css'

interface Props {
  label: string
  /** As shown: "Ctrl Z". */
  keys?: string | null
  size?: 'xs' | 'sm' | 'lg'
  /** Switched on, or the open panel of a rail. */
  on?: boolean
  toggle?: boolean
  disabled?: boolean
  tip?: FloatingPosition
  onClick: (event: MouseEvent<HTMLButtonElement>) => void
  children: ReactNode
}

/** An icon with a name: as tooltip with its keys, and for those who cannot see it. */
export function IconButton({
  label,
  keys,
  size = 'sm',
  on,
  toggle,
  disabled,
  tip = 'bottom',
  onClick,
  children,
}: Props): ReactNode {
  return (
    <Tooltip label={<Tip label={label} keys={keys ?? null} />} position={tip} openDelay={400}>
      <button
        type="button"
        className="ax-ib"
        data-size={size}
        data-on={on || undefined}
        aria-label={label}
        aria-pressed={toggle ? (on ?? false) : undefined}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </button>
    </Tooltip>
  )
}

function Tip({ label, keys }: { label: string; keys: string | null }): ReactNode {
  return (
    <>
      {label}
      {keys !== null && <span className="ax-tip-keys">{keys}</span>}
    </>
  )
}
