import type { DomainProblem } from '@axiom/shared/contracts/domains'

import type { ResolveTxt } from '../../platform/dns/txt.ts'
import type { DomainStore, StoredDomain } from './store.ts'

/** A domain whose proof is gone is served for so long: name servers are moved, records forgotten. */
export const GRACE_MS = 3 * 24 * 3_600_000

/** Where the record stands, and what is in it. */
export function recordOf({ host, token }: Pick<StoredDomain, 'host' | 'token'>): { name: string; value: string } {
  return { name: `_axiom.${host}`, value: `axiom-site=${token}` }
}

/** Looks for the proof of a domain, and draws the consequence. Answers the domain as it is then. */
export function createProver(store: DomainStore, resolveTxt: ResolveTxt, now: () => number) {
  /** Null: the proof is there. */
  async function problemOf(domain: StoredDomain): Promise<DomainProblem | null> {
    const { name, value } = recordOf(domain)
    const found = await resolveTxt(name)
    if (found === null) return 'unreachable'
    if (found.some((text) => text.trim() === value)) return null
    return found.length > 0 ? 'other' : 'none'
  }

  async function update(domain: StoredDomain, change: Parameters<DomainStore['update']>[1]): Promise<StoredDomain> {
    const values = { ...change, checkedAt: new Date(now()).toISOString() }
    return (await store.update(domain, values)) ?? { ...domain, ...values }
  }

  /** Whoever has proved it keeps it for as long as the proof stands, and no longer than that when somebody else proves it. */
  async function claim(domain: StoredDomain): Promise<StoredDomain> {
    const holder = await store.findHolder(domain.host)
    if (holder && holder._id !== domain._id) {
      const problem = await problemOf(holder)
      if (problem !== 'none' && problem !== 'other') return update(domain, { problem: 'taken' })
      await update(holder, { provenHost: null, failingSince: null, problem })
    }
    const proven = { provenHost: domain.host, failingSince: null, problem: null }
    const checkedAt = new Date(now()).toISOString()
    const claimed = await store.update(domain, { ...proven, checkedAt })
    // Two that claim it at the same moment: the unique index lets one.
    return claimed ?? update(domain, { problem: 'taken' })
  }

  return async function prove(domain: StoredDomain): Promise<StoredDomain> {
    const problem = await problemOf(domain)
    if (problem === null) return claim(domain)
    // No answer proves nothing, neither for it nor against it.
    if (domain.provenHost === null || problem === 'unreachable') return update(domain, { problem })
    const since = domain.failingSince ?? new Date(now()).toISOString()
    const isOver = now() - Date.parse(since) >= GRACE_MS
    return update(domain, { problem, failingSince: isOver ? null : since, ...(isOver ? { provenHost: null } : {}) })
  }
}

export type Prove = ReturnType<typeof createProver>
