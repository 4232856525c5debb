import type { ActiveRelease } from '../records/index.ts'
import { appOf, type ReleaseStore } from './store.ts'

/** Which release is active is asked again after this time: so late can a publish in another process be seen at worst. */
const FRESH_MS = 1_000
/** A compiled app may be large; those asked for last stay. */
const MAX_APPS = 500

/** The active release of a project, which every request of its app needs: parsed once, its id compared once a second. */
export function createActiveReleases(store: Pick<ReleaseStore, 'findActive' | 'findActiveId'>, now: () => number) {
  const known = new Map<string, { checkedAt: number; release: ActiveRelease | null }>()

  function keep(projectId: string, release: ActiveRelease | null): ActiveRelease | null {
    known.delete(projectId)
    known.set(projectId, { checkedAt: now(), release })
    if (known.size > MAX_APPS) known.delete(known.keys().next().value ?? '')
    return release
  }

  return {
    async of(projectId: string): Promise<ActiveRelease | null> {
      const entry = known.get(projectId)
      if (entry && now() - entry.checkedAt < FRESH_MS) return entry.release
      if (entry && (await store.findActiveId(projectId)) === (entry.release?.id ?? null))
        return keep(projectId, entry.release)
      const found = await store.findActive(projectId)
      return keep(projectId, found && { id: found._id, app: appOf(found) })
    },
    /** Another one was made active here. */
    forget(projectId: string): void {
      known.delete(projectId)
    },
  }
}
