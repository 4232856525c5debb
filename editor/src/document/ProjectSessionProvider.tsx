import { useEffect, useState, type ReactNode } from 'react'

import { ProjectSessionContext } from './hooks.ts'
import { openProjectSession, type ProjectSession, type SessionConfig } from './projectSession.ts'
import type { Renewal } from './renewal.ts'

interface Props extends Pick<SessionConfig, 'projectId' | 'user' | 'getToken' | 'fork'> {
  /** Shown until the document is open, normally for one frame. */
  fallback?: ReactNode
  /** After an edit was refused: the document is opened afresh, with all the other edits. */
  onRefused?: (projectId: string, renewal: Renewal) => void
  children: ReactNode
}

/** Opens the project for the page below it, and opens it afresh after a refusal [G4]. */
export function ProjectSessionProvider({
  projectId,
  user,
  getToken,
  fork,
  fallback,
  onRefused,
  children,
}: Props): ReactNode {
  const [session, setSession] = useState<ProjectSession | null>(null)
  const { id, name } = user

  useEffect(() => {
    let current: ProjectSession
    let ended = false
    const start = (renewal: Renewal | null = null): void => {
      const opened = openProjectSession({ projectId, user: { id, name }, getToken, renewal, fork: fork ?? null })
      let renewing = false
      current = opened
      setSession(opened)
      opened.status.subscribe(() => {
        const next = opened.renewal()
        if (next === null || renewing || current !== opened || ended) return
        renewing = true
        onRefused?.(projectId, next)
        void opened.close().then(() => !ended && start(next))
      })
    }
    start()
    return () => {
      ended = true
      void current.close()
    }
  }, [projectId, id, name, getToken, fork, onRefused])

  if (session === null) return fallback ?? null
  return <ProjectSessionContext value={session}>{children}</ProjectSessionContext>
}
