import { AppError } from '@axiom/shared/errors'

import type { Context, HttpMiddleware } from '../../platform/http/types.ts'
import type { Actor, UserActor } from './actor.ts'
import type { AuthService } from './service.ts'

const ACTOR = Symbol('actor')

/** Reads the bearer token, if there is one; a wrong one is refused at once and never treated like none. */
export function authenticate(auth: AuthService): HttpMiddleware {
  return async (ctx, next) => {
    Object.assign(ctx.state, { [ACTOR]: await readActor(auth, ctx) })
    await next()
  }
}

/** Who sent this request, judged now: for requests that last. Throws when the token has expired or its session has ended. */
export async function readActor(auth: AuthService, ctx: Context): Promise<Actor> {
  const header = ctx.get('Authorization')
  const token = /^Bearer ([\w.~+/=-]{1,4096})$/.exec(header)?.[1]
  if (header !== '' && token === undefined) throw new AppError('unauthenticated')
  return token === undefined ? { kind: 'anonymous', address: ctx.ip } : auth.verifyAccessToken(token)
}

/** Who asks. */
export function actorOf(ctx: Context): Actor {
  const actor: unknown = Reflect.get(ctx.state, ACTOR)
  // Without the middleware nobody is signed in.
  return (actor as Actor | undefined) ?? { kind: 'anonymous', address: ctx.ip }
}

/** The signed-in user; throws `unauthenticated`. */
export function requireUser(ctx: Context): UserActor {
  const actor = actorOf(ctx)
  if (actor.kind !== 'user') throw new AppError('unauthenticated')
  return actor
}
