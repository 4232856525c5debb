import { AppError } from '@axiom/shared/errors'

import { requestedOrigin } from '../../platform/http/origin.ts'
import type { Context } from '../../platform/http/types.ts'
import { REFRESH_SECONDS } from './tokens.ts'

/** Browsers take a `__Host-` cookie on https and on localhost; a plain-HTTP LAN name needs one without the prefix. */
function cookieName(ctx: Context): string {
  return isTrustworthy(ctx) ? '__Host-axiom-refresh' : 'axiom-refresh'
}

function isTrustworthy(ctx: Context): boolean {
  return (
    ctx.protocol === 'https' ||
    ctx.hostname === 'localhost' ||
    ctx.hostname.endsWith('.localhost') ||
    ctx.hostname === '127.0.0.1'
  )
}

/** The refresh cookie, or null. Two of one name mean that somebody planted one: refused. */
export function readRefreshCookie(ctx: Context): string | null {
  const name = cookieName(ctx)
  const found = ctx
    .get('Cookie')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
  if (found.length > 1) throw new AppError('session_ended')
  return found[0]?.slice(name.length + 1) || null
}

/** Sets (or with null removes) the refresh cookie. */
export function writeRefreshCookie(ctx: Context, value: string | null): void {
  const secure = isTrustworthy(ctx) ? '; Secure' : ''
  const life = value === null ? 0 : REFRESH_SECONDS
  ctx.append(
    'Set-Cookie',
    `${cookieName(ctx)}=${value ?? ''}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${life}${secure}`,
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
