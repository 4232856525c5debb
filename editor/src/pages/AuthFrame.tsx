import { useEffect, type ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'

import { useSession } from '../api/session.ts'
import { t } from '../texts/t.ts'
import { Logo } from '../ui/Logo.tsx'
import { useAuthForm } from './useAuthForm.ts'

import styles from './auth.module.css'

const HANDLES = [0, 50, 100]
  .flatMap((x) => [0, 50, 100].map((y) => [x, y] as const))
  .filter(([x, y]) => x !== 50 || y !== 50)

interface Props {
  title: string
  lead: string
  /** Called with the form's values; what it throws is shown above the button. */
  onSubmit: (values: Record<string, string>) => Promise<void>
  children: (busy: boolean, errorAt: (field: string) => string | null) => ReactNode
}

/** The sheet on the drafting table that sign-in and sign-up share. */
export function AuthFrame({ title, lead, onSubmit, children }: Props): ReactNode {
  const { kind } = useSession()
  const from = (useLocation().state as { from?: string } | null)?.from ?? '/'
  const { busy, error, errorAt, handleSubmit } = useAuthForm(onSubmit)

  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`
  }, [title])

  if (kind === 'signedIn') return <Navigate to={from} replace />
  return (
    <main className={styles.page}>
      <div className="ax-page-brand">
        <Logo /> {t('app.name')}
      </div>
      <div className={styles.sheet}>
        {['top', 'bottom', 'left', 'right'].map((side) => (
          <i key={side} className={`${styles.hair} ${styles[side]}`} />
        ))}
        <form className={styles.form} onSubmit={handleSubmit} noValidate>
          <div>
            <h1>{title}</h1>
            <p className={styles.lead}>{lead}</p>
          </div>
          {error !== null && (
            <p className={styles.error} role="alert">
              {error.message}
            </p>
          )}
          {children(busy, errorAt)}
        </form>
        <Handles />
        <SampleCursor name={t('auth.sampleA')} ink={2} left={-112} top={96} />
        <SampleCursor name={t('auth.sampleB')} ink={8} left={432} top={340} />
      </div>
      <div className={styles.foot}>
        <span className={styles.dot} /> {location.host} · {t('auth.yourServer')}
      </div>
    </main>
  )
}

/** The grips of a selection, as a drawing. */
export function Handles(): ReactNode {
  return HANDLES.map(([x, y]) => (
    <i key={`${x}/${y}`} className={styles.handle} style={{ left: `${x}%`, top: `${y}%` }} />
  ))
}

/** A made-up colleague: a drawing, never a real person. */
export function SampleCursor({
  name,
  ink,
  left,
  top,
}: {
  name: string
  ink: number
  left: number
  top: number
}): ReactNode {
  const colour = `var(--ax-presence-${ink})`
  return (
    <div className={styles.cursor} style={{ left, top }} aria-hidden="true">
      <svg viewBox="0 0 18 20" style={{ fill: colour }}>
        <path d="M2.2 2.2 15.4 8.4 9.6 10.4 6.9 16.2Z" strokeLinejoin="round" />
      </svg>
      <span style={{ background: colour }}>{name}</span>
    </div>
  )
}
