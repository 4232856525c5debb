const FRESH_MS = 1_000
const KEPT = 500

/** What is asked at each write and changes seldom: kept for a second by project, so that other processes are heard of in time. */
export function createInterest<T>(load: (projectId: string) => Promise<T>, now: () => number) {
  const cache = new Map<string, { at: number; value: Promise<T> }>()
  return {
    get(projectId: string): Promise<T> {
      const known = cache.get(projectId)
      if (known && now() - known.at < FRESH_MS) return known.value
      const value = load(projectId)
      cache.delete(projectId)
      cache.set(projectId, { at: now(), value })
      value.catch(() => cache.delete(projectId))
      if (cache.size > KEPT) cache.delete(cache.keys().next().value ?? '')
      return value
    },
    forget: (projectId: string): void => void cache.delete(projectId),
  }
}
