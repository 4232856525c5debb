import { type ReactNode, useState } from 'react'

import { r } from '../../texts/r.ts'
import { useNewerRelease } from './useNewerRelease.ts'

/** Says once that there is a newer release. Nobody's half-filled form is taken away: the page stays what it is until it is loaded again. */
export function NewerRelease({ releaseId }: { releaseId: string }): ReactNode {
  const isNewer = useNewerRelease(releaseId)
  const [isLater, setLater] = useState(false)
  if (!isNewer || isLater) return null
  return (
    <div className="ar-foot" role="status">
      <span>{r('app.newer')}</span>
      <button type="button" onClick={() => location.reload()}>
        {r('app.reload')}
      </button>
      <button type="button" onClick={() => setLater(true)}>
        {r('app.later')}
      </button>
    </div>
  )
}
