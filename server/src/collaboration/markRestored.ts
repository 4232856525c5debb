import { raiseEpoch } from '@axiom/shared/document/epoch'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import type { Logger } from 'pino'

import type { DocumentPool } from './documentPool.ts'
import type { ServerEdits } from './serverEdits.ts'

const AT_ONCE = 8

export interface RestoredDeps {
  pool: DocumentPool
  edits: ServerEdits
  log: Logger
}

/** Raises the epoch of each document once, before people come. Rejects when that of any could not be, after all have been tried. */
export async function markRestored({ pool, edits, log }: RestoredDeps, projectIds: readonly string[]): Promise<void> {
  const now = Date.now()
  const edit = { reason: 'restore', actorId: null, edit: (doc: ProjectDoc) => raiseEpoch(doc, now) }
  const rest = projectIds.values()
  const failures: unknown[] = []
  const markNext = async (): Promise<void> => {
    for (const projectId of rest) {
      try {
        await pool.use(projectId, (document) => edits.run(document, edit))
        // Out of memory at once: there may be thousands.
        await pool.lock(projectId, async () => undefined)
      } catch (error) {
        log.error({ err: error, projectId }, 'the epoch of a restored document could not be raised')
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, markNext))
  // Once more is harmless; to go on would refuse what people bring.
  if (failures.length > 0)
    throw new AggregateError(
      failures,
      `${failures.length} documents are not marked as restored. Start with --restored again.`,
    )
  log.warn({ documents: projectIds.length }, 'a backup was put back: for a day people may bring what it has lost')
}
