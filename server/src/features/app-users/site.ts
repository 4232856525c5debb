import type { Visitor } from '@axiom/shared/contracts/appUsers'
import { AppError } from '@axiom/shared/errors'

import type { Context, HttpMiddleware } from '../../platform/http/types.ts'
import { type Actor, readCookie, ridesOwnCookies, setActor, writeCookie } from '../auth/index.ts'
import { findAppOf } from '../publishing/index.ts'
import type { KnownVisitor, Visitors } from './visitors.ts'

/** The session of an app's visitor, on the app's own origin. */
export const SESSION_COOKIE = 'axiom-app'

const VISITOR = Symbol('visitor')

/**
 * Says who uses the app. A request that another site's page has made rides nobody's session: `SameSite` alone would let siblings below
 * one domain pass. An unproved address makes nobody of him, but his own pages may know him.
 */
export function identify(visitors: Visitors): HttpMiddleware {
  return async (ctx, next) => {
    const cookie = readCookie(ctx, SESSION_COOKIE)
    const project = findAppOf(ctx)
    if (project && cookie !== null && ridesOwnCookies(ctx)) {
      const known = await visitors.find(project.id, cookie)
      if (known === null) writeCookie(ctx, SESSION_COOKIE, null)
      Object.assign(ctx.state, { [VISITOR]: known?.visitor })
      setActor(ctx, actorFrom(known, ctx))
    }
    await next()
  }
}

/** Who sends a request, judged now: for requests that last. Throws when the session has ended. */
export async function readVisitorActor(visitors: Visitors, ctx: Context): Promise<Actor> {
  const cookie = readCookie(ctx, SESSION_COOKIE)
  if (cookie === null || !ridesOwnCookies(ctx)) return actorFrom(null, ctx)
  const known = await visitors.find(appOf(ctx).id, cookie)
  if (!known) throw new AppError('session_ended')
  return actorFrom(known, ctx)
}

/** Who is signed in at the app, for its own pages. */
export function visitorOf(ctx: Context): Visitor | null {
  return (Reflect.get(ctx.state, VISITOR) as Visitor | undefined) ?? null
}

/** The project whose app was asked for. */
export function appOf(ctx: Context): { id: string } {
  const project = findAppOf(ctx)
  if (!project) throw new AppError('not_found')
  return project
}

function actorFrom(known: KnownVisitor | null, ctx: Context): Actor {
  return known && !known.pending ? known.actor : { kind: 'anonymous', address: ctx.ip }
}
