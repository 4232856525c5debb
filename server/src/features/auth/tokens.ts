import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'
import jwt from 'jsonwebtoken'
import { z } from 'zod'

/** Seconds an access token lives. */
export const ACCESS_SECONDS = 15 * 60
/** Seconds a refresh token lives. */
export const REFRESH_SECONDS = 7 * 24 * 3600

const Claims = z.object({
  userId: z.string(),
  email: z.string(),
  role: z.enum(['user', 'admin']),
  sid: z.string(),
  name: z.string(),
})
export type Claims = z.infer<typeof Claims>

/** Signs a 15-minute access token. */
export function signAccess(secret: string, claims: Claims): string {
  return jwt.sign(claims, secret, { algorithm: 'HS256', expiresIn: ACCESS_SECONDS })
}

/** Checks an access token; throws `token_expired` or `unauthenticated`. */
export function readAccess(secret: string, token: string): Claims {
  try {
    const parsed = Claims.safeParse(jwt.verify(token, secret, { algorithms: ['HS256'] }))
    if (parsed.success) return parsed.data
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) throw new AppError('token_expired')
    if (!(error instanceof jwt.JsonWebTokenError)) throw error
  }
  throw new AppError('unauthenticated')
}

/** A secret for a cookie, a link or a CSRF token: 256 random bits. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Bound to the session and the same in each of its tabs, so that one tab's refresh does not void the other's. */
export function csrfTokenOf(secret: string, sessionId: string): string {
  return createHmac('sha256', secret).update(`csrf:${sessionId}`).digest('base64url')
}

/** What is stored of a secret. Plain SHA-256 is enough: the secrets are random, not chosen. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares in constant time. */
export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
