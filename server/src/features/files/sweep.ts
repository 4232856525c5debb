import type { Logger } from '../../platform/logging/log.ts'
import type { Remover } from './remove.ts'
import type { FileStore } from './store.ts'

/** What nobody holds, or nobody went on with, is kept for so long. */
export const GRACE_MS = 24 * 3_600_000
/** Work on a file that was lost with a process is taken up after so long. */
const LOST_MS = 60_000
const AT_ONCE = 200

export interface SweepDeps {
  store: FileStore
  remove: Remover
  process: (fileId: string) => Promise<void>
  log: Logger
  now: () => number
}

/** Removes files that nobody holds any more and uploads that nobody ended. Any number of processes may do it at the same time. */
export function createSweep({ store, remove, process, log, now }: SweepDeps) {
  const before = (ms: number): string => new Date(now() - ms).toISOString()
  return async (): Promise<number> => {
    let removed = 0
    for (const file of await store.stale(before(GRACE_MS), AT_ONCE)) if (await remove(file)) removed++
    for (const file of await store.unprocessed(before(LOST_MS), AT_ONCE)) await process(file._id)
    if (removed > 0) log.info({ removed }, 'files that nobody held are removed')
    return removed
  }
}
