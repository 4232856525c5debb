import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { useSession } from '../../api/session.ts'
import { useProjectSession } from '../../document/hooks.ts'

/** Goes on after a sign-in: in this page, or in another tab once one comes back to this one. */
export function useResume(): void {
  const { kind } = useSession()
  const session = useProjectSession()
  const queries = useQueryClient()
  useEffect(() => {
    const goOn = (): void => {
      if (session.status.get().problem !== 'signedOut') return
      session.retry()
      // What was asked for meanwhile was refused.
      void queries.invalidateQueries()
    }
    if (kind === 'signedIn') goOn()
    window.addEventListener('focus', goOn)
    return () => window.removeEventListener('focus', goOn)
  }, [kind, session, queries])
}
