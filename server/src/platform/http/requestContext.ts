import { newId } from '@axiom/shared/ids'

import type { Logger } from '../logging/log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import type { HttpMiddleware } from './types.ts'

export interface RequestContextOptions {
  log: Logger
  metrics: Metrics
  /** Origin by which people reach the server; null = whatever host they ask for. */
  publicOrigin: string | null
}

/** Addresses that are a secret themselves: of links to join by, and of flows that others start. */
const IS_SECRET = /:(token|secret)\b/

/**
 * Gives each request an id and a child log, and records its duration by route pattern. URLs are logged without their query, and an
 * address that is a secret as its pattern only.
 */
export function requestContext({ log, metrics, publicOrigin }: RequestContextOptions): HttpMiddleware {
  return async (ctx, next) => {
    const started = performance.now()
    ctx.state.requestId = newId()
    ctx.state.publicOrigin = publicOrigin
    ctx.state.log = log.child({ requestId: ctx.state.requestId })
    ctx.set('X-Request-Id', ctx.state.requestId)
    await next()
    const seconds = (performance.now() - started) / 1000
    const matched: unknown = ctx['_matchedRoute']
    const route = typeof matched === 'string' || matched instanceof RegExp ? String(matched) : 'static'
    metrics.httpSeconds.observe({ route, method: ctx.method, status: ctx.status }, seconds)
    const path = IS_SECRET.test(route) ? route : ctx.path
    const entry = { method: ctx.method, path, status: ctx.status, ms: Math.round(seconds * 1000) }
    // 503 is said on purpose: while a process stops, or what it needs is away, which has log lines of its own.
    if (ctx.status === 503) ctx.state.log.warn(entry, 'request put off')
    else if (ctx.status >= 500) ctx.state.log.error(entry, 'request failed')
    else if (route !== 'static') ctx.state.log.info(entry, 'request')
  }
}
