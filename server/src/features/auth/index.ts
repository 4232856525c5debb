import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import { authenticate } from './authenticate.ts'
import { authRoutes } from './routes.ts'
import { createAuthService, type AuthService } from './service.ts'
import { createSessionStore } from './sessionStore.ts'
import { createUserStore } from './userStore.ts'

export type { Actor, AnonymousActor, UserActor } from './actor.ts'
export { actorOf, requireUser } from './authenticate.ts'
export type { AuthService } from './service.ts'
export { hashSecret, newSecret } from './tokens.ts'

export interface AuthDeps {
  db: Db
  limits: Limits
  /** Signs access tokens. */
  secret: string
  now: () => number
  allowedOrigins: readonly string[]
  onSessionEnded: (sessionId: string) => void
}

export interface Auth {
  routes: Router<RequestState>
  authenticate: HttpMiddleware
  service: AuthService
}

/** Accounts and sessions. */
export async function createAuth(deps: AuthDeps): Promise<Auth> {
  const [users, sessions] = await Promise.all([createUserStore(deps.db), createSessionStore(deps.db)])
  const service = createAuthService({ ...deps, users, sessions })
  return { service, authenticate: authenticate(service), routes: authRoutes({ ...deps, auth: service }) }
}
