import { AppError } from '@axiom/shared/errors'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

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
} as const satisfies Record<string, LimitRule>

export type LimitName = keyof typeof DEFAULT_LIMITS

export interface Limits {
  /** Middleware that counts a request by address, answers `RateLimit-*` headers, and 429 beyond the limit. */
  limit(name: LimitName): HttpMiddleware
}

/** Rate limits in memory, by address. Own static files are never limited. */
export function createLimits(rules: Partial<Record<LimitName, LimitRule>> = {}): Limits {
  const limiters = new Map<LimitName, RateLimiterMemory>()
  for (const [name, rule] of Object.entries({ ...DEFAULT_LIMITS, ...rules })) {
    limiters.set(
      name as LimitName,
      new RateLimiterMemory({ points: rule.points, duration: rule.seconds, keyPrefix: name }),
    )
  }
  return {
    limit: (name) => async (ctx, next) => {
      const limiter = limiters.get(name)
      if (limiter) await take(ctx, limiter)
      await next()
    },
  }
}

async function take(ctx: Context, limiter: RateLimiterMemory): Promise<void> {
  try {
    setHeaders(ctx, limiter, await limiter.consume(ctx.ip))
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    setHeaders(ctx, limiter, refused)
    throw new AppError('rate_limited', { retryAfter: refused.msBeforeNext / 1000 })
  }
}

function setHeaders(ctx: Context, limiter: RateLimiterMemory, state: RateLimiterRes): void {
  ctx.set({
    'RateLimit-Limit': String(limiter.points),
    'RateLimit-Remaining': String(Math.max(0, state.remainingPoints)),
    'RateLimit-Reset': String(Math.ceil(state.msBeforeNext / 1000)),
  })
}
