import type { ReactNode } from 'react'

/** A page of its own for what cannot be shown: what happened and the way out. */
export function Failure({ title, text }: { title: string; text: string }): ReactNode {
  return (
    <main className="ar-failure">
      <h1>{title}</h1>
      <p>{text}</p>
      <button type="button" onClick={() => location.reload()}>
        Reload
      </button>
    </main>
  )
}
