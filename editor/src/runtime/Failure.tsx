import type { ReactNode } from 'react'

import { r } from '../texts/r.ts'

interface FailureProps {
  title: string
  lead: string
  /** The way out; absent: load the page again. */
  wayOut?: { label: string; onClick: () => void }
}

/** A page of its own for what cannot be shown: what happened and the way out. */
export function Failure({ title, lead, wayOut }: FailureProps): ReactNode {
  const { label, onClick } = wayOut ?? { label: r('app.reload'), onClick: () => location.reload() }
  return (
    <section className="ar-failure">
      <h1>{title}</h1>
      <p>{lead}</p>
      <button type="button" onClick={onClick}>
        {label}
      </button>
    </section>
  )
}
