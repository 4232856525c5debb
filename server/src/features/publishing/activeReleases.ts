import type { ActiveRelease } from '../records/index.ts'
import { appOf, type ReleaseStore } from './store.ts'

/** For so long nobody asks whether another server has published meanwhile. */
const FRESH_MS = 1_000
const CACHED_PROJECTS = 200

interface Cached {
  at: number
  release: Promise<ActiveRelease | null>
}

/** What visitors get, read on every request of an app: kept, and compared with the store once a second. */
export function createActiveReleases(store: ReleaseStore, now: () => number) {
  const cache = new Map<string, Cached>()

  async function load(projectId: string, kept: ActiveRelease | null): Promise<ActiveRelease | null> {
    const active = await store.findActive(projectId)
    if (!active || active._id === kept?.id) return active && kept
    const whole = await store.find(projectId, active._id)
    return whole && { id: whole._id, number: whole.number, app: appOf(whole) }
  }

  return {
    async get(projectId: string): Promise<ActiveRelease | null> {
      const known = cache.get(projectId)
      if (known && now() - known.at < FRESH_MS) return known.release
      // The promise is kept, not what it gives: what began before a publish can't come back after it.
      const release = Promise.resolve(known?.release ?? null).then((kept) => load(projectId, kept))
      cache.delete(projectId)
      cache.set(projectId, { at: now(), release })
      if (cache.size > CACHED_PROJECTS) cache.delete(cache.keys().next().value ?? '')
      try {
        return await release
      } catch (error) {
        if (cache.get(projectId)?.release === release) cache.delete(projectId)
        throw error
      }
    },

    /** To be called after another release became active. */
    forget(projectId: string): void {
      cache.delete(projectId)
    },
  }
}
