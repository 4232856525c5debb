import { onTestFinished } from 'vitest'

import type { Bus } from '../../platform/bus/bus.ts'
import { SqliteChunkStore } from '../storage/sqliteChunkStore.ts'
import { startDoor, tempDir, type TestDoor } from './startDoor.ts'

/** How often a replica of a test looks at the log and beats (ms). */
const FAST = { lookMs: 150, heartbeat: { everyMs: 25, deadAfterMs: 300 } }

/** Several doors on one log, each with a bus of its own from `openBus`. */
export async function startReplicas(count: number, openBus: () => Bus): Promise<TestDoor[]> {
  const store = new SqliteChunkStore(await tempDir())
  const doors: TestDoor[] = []
  for (let i = 0; i < count; i++) {
    const bus = openBus()
    onTestFinished(() => bus.close())
    // The log outlives each of them.
    doors.push(await startDoor({ store: shared(store), fanOut: { bus, ...FAST } }))
  }
  onTestFinished(() => store.close())
  return doors
}

function shared(store: SqliteChunkStore) {
  return {
    append: store.append.bind(store),
    load: store.load.bind(store),
    since: store.since.bind(store),
    compact: store.compact.bind(store),
    snapshots: store.snapshots,
    close: async () => undefined,
  }
}
