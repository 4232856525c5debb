import { timeOf } from './uuidv7.ts'

export interface RecentIds {
  /** False when the id was added before. */
  add(id: string): boolean
}

/** UUIDv7s of the last `keptMs`; older ones are forgotten. */
export function createRecentIds(keptMs: number, now: () => number): RecentIds {
  const ids = new Set<string>()
  return {
    add(id) {
      if (ids.has(id)) return false
      ids.add(id)
      for (const oldest of ids) {
        if ((timeOf(oldest) ?? 0) >= now() - keptMs) break
        ids.delete(oldest)
      }
      return true
    },
  }
}
