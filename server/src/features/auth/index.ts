import { createSecretKey } from 'node:crypto'

import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { Context, HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import type { Actor, ApiKeyActor } from './actor.ts'
import { authenticate, readActor } from './authenticate.ts'
import { createLockout } from './lockout.ts'
import { createMount, type Mount, type MountOptions } from './mount.ts'
import { authRoutes } from './routes.ts'
import { createAuthService, type AuthService } from './service.ts'
import { createSessionStore } from './sessionStore.ts'
import { createUserStore } from './userStore.ts'

export type { Actor, ApiKeyActor, AppUserActor, UserActor } from './actor.ts'
export { clientOf, holderOf, keyHolder, sessionOf } from './actor.ts'
export { actorOf, setActor } from './authenticate.ts'
export { readCookie, ridesOwnCookies, writeCookie } from './cookies.ts'
export { createLockout, type Lockout } from './lockout.ts'
export { createMount, type Mount } from './mount.ts'
export { checkPassword, checkPolicy, hashPassword } from './passwords.ts'
export type { AuthService } from './service.ts'
export { hashSecret, newSecret, sameHash } from './tokens.ts'

export interface AuthDeps extends MountOptions {
  db: Db
  /** Signs access tokens. */
  secret: string
  now: () => number
  onSessionEnded: (sessionId: string) => void
  verifyKey: (secret: string) => Promise<ApiKeyActor>
}

export interface Auth {
  routes: Router<RequestState>
  /** How every feature makes its routes. */
  mount: Mount
  authenticate: HttpMiddleware
  readActor: (ctx: Context) => Promise<Actor>
  service: AuthService
}

/** Accounts and sessions, and who may call a route. */
export async function createAuth(deps: AuthDeps): Promise<Auth> {
  const { db, now } = deps
  const [users, sessions, lockout] = await Promise.all([
    createUserStore(db),
    createSessionStore(db),
    createLockout(db, now),
  ])
  // As a key once: from a text it would be made again at each token.
  const key = createSecretKey(deps.secret, 'utf8')
  const service = createAuthService({ ...deps, key, users, sessions, lockout })
  const mount = createMount(deps)
  const credentials = { users: service, verifyKey: deps.verifyKey }
  return {
    service,
    mount,
    authenticate: authenticate(credentials, deps.limits),
    readActor: (ctx) => readActor(credentials, ctx),
    routes: authRoutes(mount, service),
  }
}
