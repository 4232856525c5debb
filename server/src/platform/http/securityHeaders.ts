import type { IncomingMessage, ServerResponse } from 'node:http'

import helmet from 'helmet'

import type { HttpMiddleware } from './types.ts'

/** Runs a `(req, res, next)` middleware of the Node world inside Koa. */
type NodeMiddleware = ReturnType<typeof helmet>

export interface SecurityOptions {
  /** Only then HSTS is sent: a plain-HTTP LAN server must stay reachable. */
  https: boolean
  /** Who may show these pages in a frame. */
  frameAncestors: "'none'" | "'self'"
}

/** Strict headers for every answer: no inline script or style, no framing, no sniffing. */
export function securityHeaders({ https, frameAncestors }: SecurityOptions): HttpMiddleware {
  const guard: NodeMiddleware = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", 'ws:', 'wss:'],
        workerSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: [frameAncestors],
      },
    },
    hsts: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    referrerPolicy: { policy: 'no-referrer' },
    // Both only work on secure origins and would only log warnings on a plain-HTTP LAN address.
    crossOriginOpenerPolicy: https,
    originAgentCluster: https,
    crossOriginEmbedderPolicy: false,
  })
  const headers = Object.entries(headersOf(guard))
  return ({ res }, next) => {
    for (const [name, value] of headers) res.setHeader(name, value)
    return next()
  }
}

/** They are the same for every answer, so they are worked out once. */
function headersOf(guard: NodeMiddleware): Record<string, string> {
  const headers: Record<string, string> = {}
  const answer = {
    setHeader: (name: string, value: string): void => void (headers[name] = value),
    removeHeader: (): void => undefined,
  }
  guard({} as IncomingMessage, answer as unknown as ServerResponse, (error?: unknown) => {
    if (error instanceof Error) throw error
  })
  return headers
}
