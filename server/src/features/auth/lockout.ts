import { createHash } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'

import type { Collection, Db, Session } from '../../platform/db/port.ts'

/** Failures per (account, address) before the delay starts, and how the delay grows. */
const FREE_FAILURES = 5
const BASE_DELAY_MS = 15_000
const MAX_DELAY_MS = 15 * 60_000
const FORGET_MS = 30 * 60_000

interface StoredFailures {
  _id: string
  count: number
  blockedUntil: Date
  /** Nobody counts it afterwards. */
  expireAt: Date
}

export interface Lockout {
  /** Counts an attempt as a failure until `succeed` says otherwise. Throws `rate_limited` while the account is blocked for this address. */
  attempt(email: string, address: string): Promise<void>
  succeed(email: string, address: string): Promise<void>
}

/**
 * Slows guessing down, in all processes together: after five failures for one account from one address, each further one doubles
 * the wait. Keyed by both, so nobody can lock somebody else out, and an office behind one address is no attack.
 */
export async function createLockout(db: Db, now: () => number): Promise<Lockout> {
  const failures: Collection<StoredFailures> = db.collection('sign_in_failures')
  await failures.createIndex({ expireAt: 1 }, { expireAfterSeconds: 0 })
  return {
    attempt(email, address) {
      const _id = keyOf(email, address)
      const judge = async (session: Session): Promise<void> => {
        const at = now()
        const old = await failures.findOne({ _id, expireAt: { $gt: new Date(at) } }, { session })
        const wait = (old?.blockedUntil.getTime() ?? 0) - at
        if (wait > 0) throw blocked(wait)
        const values = failed((old?.count ?? 0) + 1, at)
        await failures.updateOne({ _id }, { $set: values }, { upsert: true, session })
      }
      // Of guesses that are sent at once each is judged by those before it.
      return db.withTransaction(judge, { serial: `sign-in ${_id}` })
    },
    async succeed(email, address) {
      await failures.deleteOne({ _id: keyOf(email, address) })
    },
  }
}

/** Nobody who reads the store learns who signs in from where. */
function keyOf(email: string, address: string): string {
  return createHash('sha256').update(`${address} ${email}`).digest('base64url')
}

function failed(count: number, at: number): Omit<StoredFailures, '_id'> {
  const delay = count < FREE_FAILURES ? 0 : Math.min(BASE_DELAY_MS * 2 ** (count - FREE_FAILURES), MAX_DELAY_MS)
  return { count, blockedUntil: new Date(at + delay), expireAt: new Date(at + FORGET_MS) }
}

function blocked(wait: number): AppError {
  const message = 'Too many attempts to sign in to this account. Wait for the time in Retry-After and try again.'
  return new AppError('rate_limited', { message, retryAfter: wait / 1000 })
}
