import { createHmac } from 'node:crypto'

import { newSecret } from '../auth/index.ts'
import type { VisitStore } from './store.ts'

/** Of one project on one day; a flood beyond that is counted as views only. */
const MOST_VISITORS = 100_000
const MOST_KNOWN = 50_000

export interface Stranger {
  projectId: string
  day: string
  address: string
  userAgent: string
}

/**
 * Tells whether a browser is there for the first time on a day. It is known by a hash of its address and its name, under a salt that
 * is thrown away two days later: from then on nobody can say who it was, nor whether it came back on another day.
 */
export function createStrangers(store: VisitStore) {
  const known = new Set<string>()
  const counts = new Map<string, number>()
  let today: { day: string; salt: Promise<string> } | null = null

  function saltOf(day: string): Promise<string> {
    if (today?.day !== day) {
      known.clear()
      counts.clear()
      today = { day, salt: store.salt(day, newSecret()) }
      today.salt.catch(() => (today = null))
    }
    return today.salt
  }

  return async function isFirst({ projectId, day, address, userAgent }: Stranger): Promise<boolean> {
    const salt = await saltOf(day)
    const hash = createHmac('sha256', salt)
      .update(JSON.stringify([projectId, address, userAgent]))
      .digest('base64url')
    if (known.has(hash)) return false
    const count = (counts.get(projectId) ?? 0) + 1
    if (count > MOST_VISITORS) return false
    if (known.size >= MOST_KNOWN) known.clear()
    known.add(hash)
    const isNew = await store.mark(hash, day)
    if (isNew) counts.set(projectId, count)
    return isNew
  }
}
