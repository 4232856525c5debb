import { type ReactNode, useEffect, useRef, useState } from 'react'

import { a } from '../../texts/a.ts'
import type { AccountPageProps } from './pageProps.ts'
import { sendTo } from './send.ts'

/** Comes in by a secret link or a member's pass, whose secret stands behind the #. */
export function Enter({ fetchJson, session, go }: AccountPageProps): ReactNode {
  const [problem, setProblem] = useState<string | null>(null)
  const isSent = useRef(false)
  useEffect(() => {
    // A pass works once: React's second run of an effect must not use it up.
    if (isSent.current) return
    isSent.current = true
    void sendTo(fetchJson, ['POST', 'enter'], { token: location.hash.slice(1) }).then(async (sent) => {
      if (!sent.ok) return setProblem(sent.message)
      go('/')
      await session.reload()
    })
  }, [fetchJson, session, go])
  return (
    <>
      <h1>{a('enter.title')}</h1>
      <p className="ar-account-lead" role="status">
        {problem ?? a('enter.lead')}
      </p>
    </>
  )
}
