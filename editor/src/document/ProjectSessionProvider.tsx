import { useEffect, useState, type ReactNode } from 'react'

import { ProjectSessionContext } from './hooks.ts'
import { openProjectSession, type ProjectSession, type SessionConfig } from './projectSession.ts'

interface Props extends Pick<SessionConfig, 'projectId' | 'user' | 'getToken'> {
  /** Shown until the document is open, normally for one frame. */
  fallback?: ReactNode
  /** After the server refused an edit: the document is fresh and the other edits were applied again. */
  onRefused?: (key: string) => void
  children: ReactNode
}

/** Opens the project for the page below it, and opens it afresh after a refusal [G4]. */
export function ProjectSessionProvider({ projectId, user, getToken, fallback, onRefused, children }: Props): ReactNode {
  const [session, setSession] = useState<ProjectSession | null>(null)
  const { id, name } = user

  useEffect(() => {
    let current: ProjectSession
    let ended = false
    const start = (replay: SessionConfig['replay'] = null): void => {
      const opened = openProjectSession({ projectId, user: { id, name }, getToken, replay })
      current = opened
      setSession(opened)
      opened.status.subscribe(() => {
        const rejected = opened.rejected()
        if (rejected === null || current !== opened || ended) return
        onRefused?.(rejected.key)
        void opened.close().then(() => !ended && start(rejected))
      })
    }
    start()
    return () => {
      ended = true
      void current.close()
    }
  }, [projectId, id, name, getToken, onRefused])

  if (session === null) return fallback ?? null
  return <ProjectSessionContext value={session}>{children}</ProjectSessionContext>
}
