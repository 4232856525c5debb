import { AppError } from '@axiom/shared/errors'

/** So many failures of the connection in a row pause a source. */
const FAILURES = 5
const PAUSE_MS = 30_000

/** Leaves a source alone that does not answer, so that its callers do not all wait for it. */
export function createBreaker(now: () => number) {
  const failures = new Map<string, { count: number; until: number }>()
  return {
    isPaused: (id: string): boolean => (failures.get(id)?.until ?? 0) > now(),
    /** Throws `unavailable` while the source is left alone; after that one try decides. */
    demand(id: string): void {
      const until = failures.get(id)?.until ?? 0
      if (until <= now()) return
      throw new AppError('unavailable', {
        message: 'The data source failed several times in a row and is left alone for half a minute.',
        retryAfter: (until - now()) / 1000,
      })
    },
    succeeded: (id: string): void => void failures.delete(id),
    failed(id: string): void {
      const count = (failures.get(id)?.count ?? 0) + 1
      failures.set(id, { count, until: count >= FAILURES ? now() + PAUSE_MS : 0 })
    },
    forget: (id: string): void => void failures.delete(id),
  }
}

export type Breaker = ReturnType<typeof createBreaker>
