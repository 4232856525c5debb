import type { ResolvedProject } from './stored.ts'

/** For so long nobody asks whether another process has changed a project. */
const FRESH_MS = 1_000
const MAX_KNOWN = 2_000

interface Known {
  readAt: number
  project: Promise<ResolvedProject | null>
}

/** What every request of a project begins with, its id and names: read at most once a second, and anew after a change made here. */
export function createKnownProjects(read: (key: string) => Promise<ResolvedProject | null>, now: () => number) {
  const known = new Map<string, Known>()
  return {
    async find(key: string): Promise<ResolvedProject | null> {
      const entry = known.get(key)
      if (entry && now() - entry.readAt < FRESH_MS) return entry.project
      // The promise is kept, not what it gives: what began before a change can't come back after it.
      const fresh = { readAt: now(), project: read(key) }
      known.delete(key)
      known.set(key, fresh)
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? '')
      const isNothing = await fresh.project.then(
        (project) => project === null,
        () => true,
      )
      if (isNothing && known.get(key) === fresh) known.delete(key)
      return fresh.project
    },
    /** A project was changed: by which keys it was known nobody needs to know. */
    forget: (): void => known.clear(),
  }
}
