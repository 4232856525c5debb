import { z } from 'zod'

import type { Documents } from './collaboration/documents.ts'
import type { Keyring } from './features/api-keys/index.ts'
import type { AuthService } from './features/auth/index.ts'
import type { Bus } from './platform/bus/bus.ts'
import { LocalHub } from './platform/bus/localBus.ts'
import { openNotices } from './platform/bus/notices.ts'
import type { Logger } from './platform/logging/log.ts'

const SessionEnded = z.object({ sessionId: z.string() })
const RightsChanged = z.object({ projectId: z.string(), userId: z.string() })

/** What one process tells all, itself too, so that it takes effect on their open sockets [C13]. */
export function createNotices(
  bus: Bus | undefined,
  log: Logger,
  { users, documents, keyring }: { users: AuthService; documents: Documents; keyring: Keyring },
) {
  const all = bus ?? new LocalHub().join((error, topic) => log.error({ err: error, topic }, 'a notice failed'))
  const listeners: ((sessionId: string) => void)[] = []
  return {
    onSessionEnded: (listener: (sessionId: string) => void): void => void listeners.push(listener),
    /** Of a person, or of an API key. */
    sessionEnded: openNotices(all, 'session-ended', SessionEnded, (ended) => {
      users.sessionEndedElsewhere(ended.sessionId)
      keyring.end(ended.sessionId)
      documents.closeSockets(ended)
      for (const listener of listeners) listener(ended.sessionId)
    }),
    rightsChanged: openNotices(all, 'rights', RightsChanged, (change) => documents.closeSockets(change)),
  }
}
