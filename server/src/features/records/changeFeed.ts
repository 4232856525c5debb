import { z } from 'zod'

import type { Bus } from '../../platform/bus/bus.ts'
import { openNotices } from '../../platform/bus/notices.ts'
import { uuidv7 } from './uuidv7.ts'

const Changed = z.object({ projectId: z.string() })

/**
 * Wakes the streams of a project after a write, in every process that the bus reaches. What changed is read from the store, which is
 * looked at now and then anyway: a notice that gets lost only makes it later.
 */
export function createChangeFeed(now: () => number, bus: Bus | undefined) {
  const listeners = new Map<string, Set<() => void>>()
  const wake = ({ projectId }: z.output<typeof Changed>): void => {
    for (const listener of listeners.get(projectId) ?? []) listener()
  }
  const tell = bus ? openNotices(bus, 'records-changed', Changed, wake) : wake
  return {
    /** Ids in the order of time: a stream resumes behind the last one it saw. */
    nextId: () => uuidv7(now()),
    notify: (projectId: string): void => tell({ projectId }),
    subscribe(projectId: string, listener: () => void): () => void {
      const set = listeners.get(projectId) ?? new Set()
      listeners.set(projectId, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0) listeners.delete(projectId)
      }
    },
  }
}

export type ChangeFeed = ReturnType<typeof createChangeFeed>
