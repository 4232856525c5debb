import { IconMinus, IconPencil, IconPlus } from '@tabler/icons-react'
import type { ReactNode } from 'react'

const SIGNS = { added: IconPlus, changed: IconPencil, removed: IconMinus }

/** Came, changed or went: by colour and sign. */
export function DifferenceSign({ kind }: { kind: keyof typeof SIGNS }): ReactNode {
  const Sign = SIGNS[kind]
  return (
    <span className="ax-difference-sign" data-kind={kind}>
      <Sign size={12} stroke={2} aria-hidden="true" />
    </span>
  )
}
