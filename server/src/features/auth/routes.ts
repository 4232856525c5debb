import { LoginInput, RegisterInput, UpdateMeInput, type SessionAnswer } from '@axiom/shared/contracts/auth'
import { AppError } from '@axiom/shared/errors'
import Router from '@koa/router'

import { readBody } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { Context, RequestState } from '../../platform/http/types.ts'
import { requireUser } from './authenticate.ts'
import { demandSameOrigin, readRefreshCookie, writeRefreshCookie } from './cookies.ts'
import type { AuthService } from './service.ts'
import type { OpenedSession } from './signIn.ts'

export interface AuthRoutesDeps {
  auth: AuthService
  limits: Limits
  allowedOrigins: readonly string[]
}

/**
 * A cold page has no CSRF token in memory, so refresh rests on SameSite=Strict, Origin and Sec-Fetch-Site, and changes nothing but
 * the token itself; a stolen answer cannot be read across origins. Everything else is a bearer route, which no other site can ride.
 */
export function authRoutes({ auth, limits, allowedOrigins }: AuthRoutesDeps): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/api/auth' })
  const sameOrigin = (ctx: Context): void => demandSameOrigin(ctx, allowedOrigins)

  router.post('/register', limits.limit('signIn'), async (ctx) => {
    sameOrigin(ctx)
    answer(ctx, await auth.register(await readBody(ctx, RegisterInput)))
    ctx.status = 201
  })
  router.post('/login', limits.limit('signIn'), async (ctx) => {
    sameOrigin(ctx)
    answer(ctx, await auth.login(await readBody(ctx, LoginInput), ctx.ip))
  })
  router.post('/refresh', limits.limit('api'), async (ctx) => {
    sameOrigin(ctx)
    const cookie = readRefreshCookie(ctx)
    if (cookie === null) throw new AppError('unauthenticated')
    answer(ctx, await auth.refresh(cookie))
  })
  router.post('/logout', limits.limit('api'), async (ctx) => {
    sameOrigin(ctx)
    const cookie = readRefreshCookie(ctx)
    if (cookie !== null) await auth.logout(cookie, ctx.get('X-CSRF-Token'))
    writeRefreshCookie(ctx, null)
    ctx.status = 204
  })
  router.get('/me', limits.limit('api'), async (ctx) => {
    ctx.body = await auth.getMe(requireUser(ctx))
  })
  router.put('/me', limits.limit('write'), async (ctx) => {
    ctx.body = await auth.updateMe(requireUser(ctx), await readBody(ctx, UpdateMeInput))
  })
  return router
}

function answer(ctx: Context, { refreshToken, ...session }: OpenedSession): void {
  if (refreshToken !== null) writeRefreshCookie(ctx, refreshToken)
  ctx.set('Cache-Control', 'no-store')
  ctx.body = session satisfies SessionAnswer
}
