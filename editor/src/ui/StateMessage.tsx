import type { ReactNode } from 'react'

interface Props {
  title: string
  lead: string
  /** The way out. */
  children?: ReactNode
}

/** An empty or failed place: what it is, why, and one way on. */
export function StateMessage({ title, lead, children }: Props): ReactNode {
  return (
    <div className="ax-state">
      <h2>{title}</h2>
      <p>{lead}</p>
      {children}
    </div>
  )
}
