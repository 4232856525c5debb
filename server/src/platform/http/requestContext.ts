import { randomUUID } from 'node:crypto'

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
 * Gives each request an id and a log of its own, and records its duration by route pattern. URLs are logged without their query, and an
 * address that is a secret as its pattern only.
 */
export function requestContext({ log, metrics, publicOrigin }: RequestContextOptions): HttpMiddleware {
  return async (ctx, next) => {
    const started = performance.now()
    const requestId = randomUUID()
    ctx.state.requestId = requestId
    ctx.state.publicOrigin = publicOrigin
    ctx.state.log = () => log.child({ requestId })
    ctx.set('X-Request-Id', requestId)
    await next()
    const seconds = (performance.now() - started) / 1000
    const { method, status } = ctx
    const matched: unknown = ctx['_matchedRoute']
    const route = typeof matched === 'string' || matched instanceof RegExp ? String(matched) : 'static'
    metrics.httpSeconds.observe({ route, method, status }, seconds)
    const path = IS_SECRET.test(route) ? route : ctx.path
    const entry = { requestId, method, path, status, ms: Math.round(seconds * 1000) }
    // 503 is said on purpose: while a process stops, or what it needs is away, which has log lines of its own.
    if (status === 503) log.warn(entry, 'request put off')
    else if (status >= 500) log.error(entry, 'request failed')
    else if (route !== 'static') log.info(entry, 'request')
  }
}
