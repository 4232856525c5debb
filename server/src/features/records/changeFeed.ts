import { uuidv7 } from './uuidv7.ts'

/** Wakes the streams of a project after a write; what changed is read from the store, so any number of processes can share it. */
export function createChangeFeed(now: () => number) {
  const listeners = new Map<string, Set<() => void>>()
  return {
    /** Ids in the order of time: a stream resumes behind the last one it saw. */
    nextId: () => uuidv7(now()),
    notify(projectId: string): void {
      for (const listener of listeners.get(projectId) ?? []) listener()
    },
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
