import { raiseEpoch } from '@axiom/shared/document/epoch'
import type { Logger } from 'pino'

import type { DocumentPool } from './documentPool.ts'
import type { ServerEdits } from './serverEdits.ts'

const AT_ONCE = 8

export interface RestoredDeps {
  pool: DocumentPool
  edits: ServerEdits
  log: Logger
}

/** Raises the epoch of each document once, before people come. One that cannot be read is reported; the others go on. */
export async function markRestored({ pool, edits, log }: RestoredDeps, projectIds: readonly string[]): Promise<void> {
  const now = Date.now()
  const rest = projectIds.values()
  const markNext = async (): Promise<void> => {
    for (const projectId of rest) {
      const edit = {
        reason: 'restore',
        actorId: null,
        edit: (doc: Parameters<typeof raiseEpoch>[0]) => raiseEpoch(doc, now),
      }
      try {
        await pool.use(projectId, (document) => edits.run(document, edit))
        // Out of memory at once: there may be thousands.
        await pool.lock(projectId, async () => undefined)
      } catch (error) {
        log.error({ err: error, projectId }, 'the epoch of a restored document could not be raised')
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, markNext))
  log.warn({ documents: projectIds.length }, 'a backup was put back: for a day people may bring what it has lost')
}
