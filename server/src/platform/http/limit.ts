import { AppError } from '@axiom/shared/errors'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

import type { Counted, SharedCounts } from './sharedCounts.ts'
import type { Context, HttpMiddleware } from './types.ts'

/** Points per duration (seconds) of each named limit; keys are chosen by the caller (address, account). */
export interface LimitRule {
  points: number
  seconds: number
}

export const DEFAULT_LIMITS = {
  api: { points: 1000, seconds: 10 },
  write: { points: 500, seconds: 10 },
  signIn: { points: 60, seconds: 60 },
  submissions: { points: 20, seconds: 60 },
  uploads: { points: 60, seconds: 60 },
  visits: { points: 120, seconds: 60 },
  people: { points: 60, seconds: 60 },
} as const satisfies Record<string, LimitRule>

export type LimitName = keyof typeof DEFAULT_LIMITS

/** These protect what all processes share, so they count together; the others protect the process that they run in. */
const SHARED: ReadonlySet<string> = new Set<LimitName>(['signIn', 'submissions', 'uploads', 'people'])

export interface Limits {
  /** Middleware that counts a request by address (or what `whom` says), answers `RateLimit-*` headers, and 429 beyond the limit. */
  limit(name: LimitName, whom?: (ctx: Context) => string): HttpMiddleware
}

type Count = (address: string) => Promise<Counted>

/** Rate limits by address. Own static files are never limited. Without `shared` all of them count in memory. */
export function createLimits(
  given: Partial<Record<LimitName, LimitRule>> = {},
  shared: SharedCounts | null = null,
): Limits {
  const rules: Record<LimitName, LimitRule> = { ...DEFAULT_LIMITS, ...given }
  const inMemory = new Map<LimitName, Count>()

  function counterOf(name: LimitName): Count {
    const { seconds } = rules[name]
    if (shared !== null && SHARED.has(name)) return (address) => shared(`${name} ${address}`, seconds)
    // One for all routes of that name.
    const count = inMemory.get(name) ?? countInMemory(rules[name])
    inMemory.set(name, count)
    return count
  }

  return {
    limit(name, whom = (ctx) => ctx.ip) {
      const { points } = rules[name]
      const count = counterOf(name)
      return async (ctx, next) => {
        const counted = await count(whom(ctx))
        setHeaders(ctx, points, counted)
        if (counted.count > points) throw new AppError('rate_limited', { retryAfter: counted.msLeft / 1000 })
        await next()
      }
    },
  }
}

function countInMemory({ points, seconds }: LimitRule): Count {
  const limiter = new RateLimiterMemory({ points, duration: seconds })
  return async (address) => {
    const state = await limiter.consume(address).catch((refused: unknown) => {
      if (refused instanceof RateLimiterRes) return refused
      throw refused
    })
    return { count: state.consumedPoints, msLeft: state.msBeforeNext }
  }
}

function setHeaders(ctx: Context, points: number, { count, msLeft }: Counted): void {
  ctx.set({
    'RateLimit-Limit': String(points),
    'RateLimit-Remaining': String(Math.max(0, points - count)),
    'RateLimit-Reset': String(Math.ceil(msLeft / 1000)),
  })
}
