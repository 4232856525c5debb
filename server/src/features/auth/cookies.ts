import { AppError } from '@axiom/shared/errors'

import { requestedOrigin } from '../../platform/http/origin.ts'
import type { Context } from '../../platform/http/types.ts'

/** Browsers take a `__Host-` cookie on https and on localhost; a plain-HTTP LAN name needs one without the prefix. */
function fullName(ctx: Context, name: string): string {
  return isTrustworthy(ctx) ? `__Host-${name}` : name
}

function isTrustworthy(ctx: Context): boolean {
  return (
    ctx.protocol === 'https' ||
    ctx.hostname === 'localhost' ||
    ctx.hostname.endsWith('.localhost') ||
    ctx.hostname === '127.0.0.1'
  )
}

/** A cookie's value, or null. Two of one name mean that somebody planted one: refused. */
export function readCookie(ctx: Context, name: string): string | null {
  const full = fullName(ctx, name)
  const found = ctx
    .get('Cookie')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${full}=`))
  if (found.length > 1) throw new AppError('session_ended')
  return found[0]?.slice(full.length + 1) || null
}

/** Sets (or with null removes) a cookie that no script reads and no other site's page sends. */
export function writeCookie(ctx: Context, name: string, cookie: { value: string; seconds: number } | null): void {
  const secure = isTrustworthy(ctx) ? '; Secure' : ''
  const { value, seconds } = cookie ?? { value: '', seconds: 0 }
  ctx.append(
    'Set-Cookie',
    `${fullName(ctx, name)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`,
  )
}

/**
 * Cookie routes act only for the editor itself: the Origin must be this very host, and where the browser tells the site it must be
 * the same origin. An app of `<slug>.localhost` or of another port is another origin, whatever its cookies are.
 */
export function demandSameOrigin(ctx: Context, allowedOrigins: readonly string[]): void {
  const origin = ctx.get('Origin')
  const site = ctx.get('Sec-Fetch-Site')
  if (site !== '' && site !== 'same-origin') throw new AppError('bad_origin')
  if (origin !== requestedOrigin(ctx) && !allowedOrigins.includes(origin)) throw new AppError('bad_origin')
}

/** True for requests that may ride this origin's cookies: none that another site's page has made. */
export function ridesOwnCookies(ctx: Context): boolean {
  const site = ctx.get('Sec-Fetch-Site')
  if (site !== '' && site !== 'same-origin' && site !== 'none') return false
  return ['GET', 'HEAD'].includes(ctx.method) || ctx.get('Origin') === requestedOrigin(ctx)
}
