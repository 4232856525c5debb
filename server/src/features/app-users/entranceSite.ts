import type { Entrance } from '@axiom/shared/contracts/appAccess'
import { AppError } from '@axiom/shared/errors'

import type { Context, HttpMiddleware } from '../../platform/http/types.ts'
import { actorOf, readCookie } from '../auth/index.ts'
import { findAppOf } from '../publishing/index.ts'
import type { AppEntrance } from './entrance.ts'

/** The key of the secret link, kept by the browser of who came by it. */
export const LINK_COOKIE = 'axiom-link'

const MISSING = Symbol('missing')

/**
 * Lets in who may open the app. Its shell, which is the same for all apps, and the ways to sign in are there for everybody; nothing else
 * is. Also says who may show it in a frame.
 */
export function guardEntrance(entrance: AppEntrance): HttpMiddleware {
  return async (ctx, next) => {
    const project = findAppOf(ctx)
    // At an address without an app there is the page that says so.
    if (!project) return next()
    const { id } = project
    allowFrames(ctx, await entrance.frameOrigins(id))
    const missing = await entrance.missing(id, actorOf(ctx), readCookie(ctx, LINK_COOKIE))
    Object.assign(ctx.state, { [MISSING]: missing })
    const isData = ctx.path.startsWith('/api/') && !ctx.path.startsWith('/api/app/')
    if (missing !== null && isData) throw new AppError('unauthenticated')
    await next()
  }
}

/** What it would take to open the app; null: it is open to who asks. */
export function missingOf(ctx: Context): Entrance | null {
  return (Reflect.get(ctx.state, MISSING) as Entrance | null | undefined) ?? null
}

function allowFrames(ctx: Context, origins: readonly string[]): void {
  if (origins.length === 0) return
  const policy = ctx.response.get('Content-Security-Policy')
  ctx.set(
    'Content-Security-Policy',
    policy.replace(/frame-ancestors [^;]*/, `frame-ancestors 'self' ${origins.join(' ')}`),
  )
  // Older than the policy and without a list: browsers that know both go by the policy.
  ctx.remove('X-Frame-Options')
}
