import { createHmac, hash, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto'

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

/** Signs a 15-minute access token; `now` in milliseconds. */
export function signAccess(key: KeyObject, claims: Claims, now: number): string {
  // jsonwebtoken counts the life from `iat`, and would take it from the system's clock.
  const payload = { ...claims, iat: Math.floor(now / 1000) }
  return jwt.sign(payload, key, { algorithm: 'HS256', expiresIn: ACCESS_SECONDS })
}

/** Checks an access token at `now` (milliseconds); throws `token_expired` or `unauthenticated`. */
export function readAccess(key: KeyObject, token: string, now: number): Claims {
  try {
    const options = { algorithms: ['HS256' as const], clockTimestamp: Math.floor(now / 1000) }
    const parsed = Claims.safeParse(jwt.verify(token, key, options))
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

/** What the refresh cookie holds: the session's id, 256 random bits, and our mark that tells an old token from a made-up one. */
export function newRefreshToken(key: KeyObject, sessionId: string): string {
  const body = `${sessionId}.${newSecret()}`
  return `${body}.${markOf(key, body)}`
}

/** True when this server made the token, whether it still works or not. */
export function isRefreshToken(key: KeyObject, token: string): boolean {
  const [id, random, mark = ''] = token.split('.')
  return sameHash(mark, markOf(key, `${id}.${random}`))
}

function markOf(key: KeyObject, body: string): string {
  return createHmac('sha256', key).update(`refresh:${body}`).digest('base64url')
}

/** Bound to the session and the same in each of its tabs, so that one tab's refresh does not void the other's. */
export function csrfTokenOf(key: KeyObject, sessionId: string): string {
  return createHmac('sha256', key).update(`csrf:${sessionId}`).digest('base64url')
}

/** What is stored of a secret. Plain SHA-256 is enough: the secrets are random, not chosen. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret)
}

/** Compares in constant time. */
export function sameHash(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
