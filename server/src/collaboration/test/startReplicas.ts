import { onTestFinished } from 'vitest'

import type { Bus, BusListener } from '../../platform/bus/bus.ts'
import { LocalHub } from '../../platform/bus/localBus.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'
import type { CollaborationDeps } from '../collaboration.ts'
import type { FanOutOptions } from '../fanOut/fanOut.ts'
import { openProjectLog, type ProjectLog } from '../storage/openProjectLog.ts'
import { startDoor, tempDir, type TestDoor } from './startDoor.ts'

/** How often a replica of a test looks at the log and beats (ms). */
const FAST = {
  lookMs: 150,
  heartbeat: { everyMs: 25, deadAfterMs: 300 },
  rights: { whileDownMs: 200, alwaysMs: 3_600_000, spreadMs: 20 },
}

/** Several doors on one log, each with a bus of its own from `openBus`. */
export async function startReplicas(
  count: number,
  openBus: () => Bus,
  given?: ProjectLog,
  overrides: Partial<CollaborationDeps> = {},
  times: Partial<FanOutOptions> = {},
): Promise<TestDoor[]> {
  const store = given ?? (await openLog())
  const doors: TestDoor[] = []
  for (let i = 0; i < count; i++) {
    const bus = openBus()
    onTestFinished(() => bus.close())
    // The log outlives each of them.
    doors.push(await startDoor({ store: outliving(store), fanOut: { bus, ...FAST, ...times }, ...overrides }))
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
      roundTrip: () => bus.roundTrip(),
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
    history: store.history.bind(store),
    compact: store.compact.bind(store),
    rebuild: store.rebuild.bind(store),
    remove: store.remove.bind(store),
    snapshots: store.snapshots,
    close: async () => undefined,
  }
}

/** Replicas whose lines can be cut and restored, all of them or only that of the first. */
export function brittleHub() {
  const hub = new LocalHub()
  const lines: { isUp: boolean; restored: Set<() => void> }[] = []
  const of = (which: 'all' | 'one'): typeof lines => (which === 'all' ? lines : lines.slice(0, 1))
  return {
    open: (): Bus => {
      const bus = hub.join((error) => {
        throw error
      })
      const listeners = new Map<BusListener, BusListener>()
      const line = { isUp: true, restored: new Set<() => void>() }
      lines.push(line)
      return {
        replicaId: bus.replicaId,
        get isUp() {
          return line.isUp
        },
        publish: (topic, message) => line.isUp && bus.publish(topic, message),
        subscribe: (topic, listener) => {
          const heard: BusListener = (message, from) => line.isUp && listener(message, from)
          listeners.set(listener, heard)
          return bus.subscribe(topic, heard)
        },
        unsubscribe: (topic, listener) => bus.unsubscribe(topic, listeners.get(listener) ?? listener),
        onRestored: (listener) => line.restored.add(listener),
        roundTrip: () => bus.roundTrip(),
        close: () => bus.close(),
      }
    },
    cut: (which: 'all' | 'one' = 'all') => {
      for (const line of of(which)) line.isUp = false
    },
    restore: (which: 'all' | 'one' = 'all') => {
      for (const line of of(which)) {
        line.isUp = true
        for (const listener of line.restored) listener()
      }
    },
  }
}
