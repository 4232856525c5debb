import { AppError } from '@axiom/shared/errors'

import type { Limits } from '../../platform/http/limit.ts'
import type { Context, HttpMiddleware } from '../../platform/http/types.ts'
import type { Actor, ApiKeyActor, UserActor } from './actor.ts'
import type { AuthService } from './service.ts'

const ACTOR = Symbol('actor')

export interface Credentials {
  users: AuthService
  /** Throws `unauthenticated` for what is no living API key. */
  verifyKey: (secret: string) => Promise<ApiKeyActor>
}

/** Reads the bearer token, if there is one; a wrong one is refused at once, counts for its address, and is never treated like none. */
export function authenticate(credentials: Credentials, limits: Limits): HttpMiddleware {
  const count = limits.limit('api')
  return async (ctx, next) => {
    let actor: Actor
    try {
      actor = await readActor(credentials, ctx)
    } catch (error) {
      return count(ctx, () => Promise.reject(error as Error))
    }
    setActor(ctx, actor)
    await next()
  }
}

/** Who sent this request, judged now: for requests that last. Throws when the token has expired or its session has ended. */
export async function readActor({ users, verifyKey }: Credentials, ctx: Context): Promise<Actor> {
  const header = ctx.get('Authorization')
  const token = /^Bearer ([\w.~+/=-]{1,4096})$/.exec(header)?.[1]
  if (header !== '' && token === undefined) throw new AppError('unauthenticated')
  if (token === undefined) return { kind: 'anonymous', address: ctx.ip }
  return token.startsWith('axk_') ? verifyKey(token) : users.verifyAccessToken(token)
}

/** Says who asks, for the requests of an app, whose visitors have sessions of their own. */
export function setActor(ctx: Context, actor: Actor): void {
  Object.assign(ctx.state, { [ACTOR]: actor })
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
