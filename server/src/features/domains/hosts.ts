import { isIP } from 'node:net'

import type { DomainStore } from './store.ts'

/** So late a process hears that a domain was proved or taken away elsewhere. */
const FRESH_MS = 2_000
const MAX_KEPT = 2_000

interface Kept {
  at: number
  projectId: Promise<string | null>
}

export interface Hosts {
  /** The project whose app is served at a host; null for a host that nobody proved. */
  projectOf: (host: string) => Promise<string | null>
  forget: (host: string) => void
}

/** Which project a host leads to: asked with every request to a host that is none below the apps' domain. */
export function createHosts(store: DomainStore, now: () => number): Hosts {
  const kept = new Map<string, Kept>()
  return {
    async projectOf(given) {
      const host = given.toLowerCase()
      if (!host.includes('.') || isIP(host) !== 0 || host.length > 200) return null
      const known = kept.get(host)
      if (known && now() - known.at < FRESH_MS) return known.projectId
      const projectId = store.findHolder(host).then((holder) => holder?.projectId ?? null)
      kept.delete(host)
      kept.set(host, { at: now(), projectId })
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? '')
      projectId.catch(() => kept.delete(host))
      return projectId
    },
    forget: (host) => void kept.delete(host),
  }
}
