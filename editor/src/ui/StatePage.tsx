import type { ReactNode } from 'react'

import { t } from '../texts/t.ts'
import { Logo } from './Logo.tsx'

interface Props {
  title: string
  lead: string
  /** The way out. */
  children: ReactNode
}

/** A whole page for what cannot be shown: an empty frame on the table, and one way on. */
export function StatePage({ title, lead, children }: Props): ReactNode {
  return (
    <main className="ax-page">
      <div className="ax-page-brand">
        <Logo /> {t('app.name')}
      </div>
      <div className="ax-state ax-page-frame">
        <h1>{title}</h1>
        <p>{lead}</p>
        {children}
      </div>
    </main>
  )
}
