import { AppError } from '@axiom/shared/errors'
import Koa from 'koa'

import { cors } from './cors.ts'
import { problemDetails } from './errors.ts'
import { requestContext, type RequestContextOptions } from './requestContext.ts'
import { securityHeaders, type SecurityOptions } from './securityHeaders.ts'
import type { RequestState } from './types.ts'

export interface KoaOptions extends SecurityOptions, RequestContextOptions {
  /** Addresses of proxies that may say who the client is. */
  trustedProxies: readonly string[]
  /** Origins whose pages may call the API. */
  corsOrigins: readonly string[]
}

/** A Koa application with the house's outer layers; the caller adds routes. */
export function createKoa({
  log,
  metrics,
  publicOrigin,
  trustedProxies,
  corsOrigins,
  ...security
}: KoaOptions): Koa<RequestState> {
  const app = new Koa<RequestState>({ proxy: trustedProxies.length > 0, maxIpsCount: trustedProxies.length })
  // Koa prints what it cannot answer (a client that went away); that belongs into the log.
  app.on('error', (error: unknown) => {
    if (!(error instanceof AppError)) log.debug({ err: error }, 'connection error')
  })
  app.use(requestContext({ log, metrics, publicOrigin }))
  app.use(securityHeaders(security))
  app.use(cors(corsOrigins))
  app.use(problemDetails())
  return app
}
