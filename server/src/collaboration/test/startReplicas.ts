import { onTestFinished } from 'vitest'

import type { Bus } from '../../platform/bus/bus.ts'
import { LocalHub } from '../../platform/bus/localBus.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'
import { openProjectLog, type ProjectLog } from '../storage/openProjectLog.ts'
import { startDoor, tempDir, type TestDoor } from './startDoor.ts'

/** How often a replica of a test looks at the log and beats (ms). */
const FAST = { lookMs: 150, heartbeat: { everyMs: 25, deadAfterMs: 300 } }

/** Several doors on one log, each with a bus of its own from `openBus`. */
export async function startReplicas(count: number, openBus: () => Bus, given?: ProjectLog): Promise<TestDoor[]> {
  const store = given ?? (await openLog())
  const doors: TestDoor[] = []
  for (let i = 0; i < count; i++) {
    const bus = openBus()
    onTestFinished(() => bus.close())
    // The log outlives each of them.
    doors.push(await startDoor({ store: outliving(store), fanOut: { bus, ...FAST } }))
  }
  return doors
}

/** A log in a folder of its own, both gone after the test. */
export async function openLog(): Promise<ProjectLog> {
  const store = await openProjectLog(testStores(await tempDir()))
  onTestFinished(() => store.close())
  return store
}

/** Replicas in this process whose messages are dropped while `drops` says so. */
export function lossyHub(drops: (topic: string) => boolean): () => Bus {
  const hub = new LocalHub()
  return () => {
    const bus = hub.join((error) => {
      throw error
    })
    return {
      replicaId: bus.replicaId,
      isUp: true,
      publish: (topic, message) => drops(topic) || bus.publish(topic, message),
      subscribe: (topic, listener) => bus.subscribe(topic, listener),
      unsubscribe: (topic, listener) => bus.unsubscribe(topic, listener),
      onRestored: (listener) => bus.onRestored(listener),
      close: () => bus.close(),
    }
  }
}

/** The log as a door may have it that ends before the log does. */
export function outliving(store: ProjectLog) {
  return {
    append: store.append.bind(store),
    load: store.load.bind(store),
    since: store.since.bind(store),
    compact: store.compact.bind(store),
    snapshots: store.snapshots,
    close: async () => undefined,
  }
}
