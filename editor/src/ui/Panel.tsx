import type { ReactNode } from 'react'

import './kit.css'

/** Title of a panel with its tools. */
export function PanelHead({ title, children }: { title: ReactNode; children?: ReactNode }): ReactNode {
  return (
    <div className="ax-panel-head">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

/** A hairline, a heading, and what belongs together. */
export function Section({
  title,
  tools,
  children,
}: {
  title: string
  tools?: ReactNode
  children: ReactNode
}): ReactNode {
  return (
    <section className="ax-section" aria-label={title}>
      <header>
        <h3>{title}</h3>
        {tools}
      </header>
      <div className="ax-stack8">{children}</div>
    </section>
  )
}

interface PropRowProps {
  label: string
  help?: string | undefined
  tall?: boolean
  /** The 5 px dot: this value is set for the shown breakpoint only. */
  override?: { label: string; onReset: () => void } | null
  children: ReactNode
}

/** A label of 76 px and a control. The control names itself; the label is for the eye. */
export function PropRow({ label, help, tall, override, children }: PropRowProps): ReactNode {
  return (
    <div className="ax-prop" data-tall={tall || undefined} title={help}>
      {override && <OverrideDot {...override} />}
      <span className="ax-prop-label ax-cut" aria-hidden="true">
        {label}
      </span>
      <div className="ax-prop-side">{children}</div>
    </div>
  )
}

export function OverrideDot({ label, onReset }: { label: string; onReset: () => void }): ReactNode {
  return <button type="button" className="ax-override" aria-label={label} title={label} onClick={onReset} />
}
