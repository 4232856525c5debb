import type { HttpMiddleware } from './types.ts'

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
const REQUEST_HEADERS =
  'Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Last-Event-ID, X-Request-Id, ' +
  'Range, Axiom-Proof, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset'
const ANSWER_HEADERS =
  'Allow, ETag, Retry-After, WWW-Authenticate, X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, ' +
  'Location, Content-Range, Tus-Resumable, Upload-Length, Upload-Offset'
/** Seconds for which a browser need not ask again. */
const MAX_AGE = '600'

/**
 * Lets pages of the listed origins (`*` = any) call the API below /api/ from a browser. Never with cookies: such pages send a bearer
 * token, so they can do what its owner may and ride nobody's session.
 */
export function cors(origins: readonly string[]): HttpMiddleware {
  const any = origins.includes('*')
  return (ctx, next) => {
    if (origins.length === 0 || !ctx.path.startsWith('/api/')) return next()
    // Also for others: a cache must not hand them an answer without these headers, or the other way round.
    ctx.vary('Origin')
    const origin = ctx.get('Origin')
    if (origin === '' || !(any || origins.includes(origin))) return next()
    ctx.set('Access-Control-Allow-Origin', any ? '*' : origin)
    if (ctx.method !== 'OPTIONS' || ctx.get('Access-Control-Request-Method') === '') {
      ctx.set('Access-Control-Expose-Headers', ANSWER_HEADERS)
      return next()
    }
    ctx.set({
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': REQUEST_HEADERS,
      'Access-Control-Max-Age': MAX_AGE,
    })
    ctx.status = 204
  }
}
