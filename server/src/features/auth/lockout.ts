import { AppError } from '@axiom/shared/errors'

/** Failures per (account, address) before the delay starts, and how the delay grows. */
const FREE_FAILURES = 5
const BASE_DELAY_MS = 15_000
const MAX_DELAY_MS = 15 * 60_000
const FORGET_MS = 30 * 60_000
const MAX_ENTRIES = 50_000

interface Failures {
  count: number
  blockedUntil: number
  seen: number
}

/**
 * Slows guessing down: after five failures for one account from one address, each further one doubles the wait. Keyed by both, so
 * nobody can lock somebody else out, and an office behind one address is no attack.
 */
export function createLockout(now: () => number) {
  const failures = new Map<string, Failures>()
  const key = (email: string, address: string): string => `${address} ${email}`
  return {
    check(email: string, address: string): void {
      const entry = failures.get(key(email, address))
      if (!entry) return
      const wait = entry.blockedUntil - now()
      if (wait > 0) {
        const message = 'Too many attempts to sign in to this account. Wait for the time in Retry-After and try again.'
        throw new AppError('rate_limited', { message, retryAfter: wait / 1000 })
      }
    },
    fail(email: string, address: string): void {
      const at = now()
      const old = failures.get(key(email, address))
      const count = old && at - old.seen < FORGET_MS ? old.count + 1 : 1
      const delay = count < FREE_FAILURES ? 0 : Math.min(BASE_DELAY_MS * 2 ** (count - FREE_FAILURES), MAX_DELAY_MS)
      failures.delete(key(email, address))
      failures.set(key(email, address), { count, blockedUntil: at + delay, seen: at })
      // Oldest first: a flood of made-up addresses cannot grow the memory.
      if (failures.size > MAX_ENTRIES) failures.delete(failures.keys().next().value ?? '')
    },
    succeed(email: string, address: string): void {
      failures.delete(key(email, address))
    },
  }
}
