import { testStores } from '../../platform/db/test/testDatabase.ts'
import type { CollaborationDeps } from '../collaboration.ts'
import { openProjectLog, type ProjectLog } from '../storage/openProjectLog.ts'
import { tempDir } from './startDoor.ts'

export interface Faults {
  /** Every append rejects as long as this is set. */
  failing: boolean
  /** Appends that were begun. */
  appended: number
  release: () => void
  /** What every append waits for. */
  gate: Promise<void>
}

/** A log whose appends wait for `release`, or fail on demand. */
export async function faultyLog(): Promise<{
  injected: NonNullable<CollaborationDeps['store']>
  control: Faults
}> {
  const store = await openProjectLog(testStores(await tempDir()))
  const control: Faults = { failing: false, appended: 0, release: () => undefined, gate: Promise.resolve() }
  const append: ProjectLog['append'] = async (chunk, attribution) => {
    control.appended += 1
    await control.gate
    if (control.failing) throw new Error('disk full')
    await store.append(chunk, attribution)
  }
  const injected: NonNullable<CollaborationDeps['store']> = {
    append,
    snapshots: store.snapshots,
    load: (projectId, until) => store.load(projectId, until),
    since: (projectId, after, seen) => store.since(projectId, after, seen),
    history: (projectId, query) => store.history(projectId, query),
    compact: (projectId) => store.compact(projectId),
    rebuild: (projectId) => store.rebuild(projectId),
    remove: (projectId) => store.remove(projectId),
    close: () => store.close(),
  }
  return { injected, control }
}
