import { z } from 'zod'

import type { Documents } from './collaboration/documents.ts'
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
  { users, documents }: { users: AuthService; documents: Documents },
) {
  const all = bus ?? new LocalHub().join((error, topic) => log.error({ err: error, topic }, 'a notice failed'))
  return {
    sessionEnded: openNotices(all, 'session-ended', SessionEnded, (ended) => {
      users.sessionEndedElsewhere(ended.sessionId)
      documents.closeSockets(ended)
    }),
    rightsChanged: openNotices(all, 'rights', RightsChanged, (change) => documents.closeSockets(change)),
  }
}
