import { authApi, type SessionAnswer } from '@axiom/shared/contracts/auth'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
import { readCookie, writeCookie } from './cookies.ts'
import type { Mount } from './mount.ts'
import type { AuthService } from './service.ts'
import type { OpenedSession } from './signIn.ts'
import { REFRESH_SECONDS } from './tokens.ts'

const REFRESH = 'axiom-refresh'

/**
 * A cold page has no CSRF token in memory, so refresh rests on SameSite=Strict, Origin and Sec-Fetch-Site, and changes nothing but
 * the token itself; a stolen answer cannot be read across origins. Everything else is a bearer route, which no other site can ride.
 */
export function authRoutes(mount: Mount, auth: AuthService): Router<RequestState> {
  return mount(authApi, {
    register: async ({ ctx, body }) => answer(ctx, await auth.register(body)),
    login: async ({ ctx, body }) => answer(ctx, await auth.login(body, ctx.ip)),
    refresh: async ({ ctx }) => {
      const cookie = readCookie(ctx, REFRESH)
      if (cookie === null) throw new AppError('unauthenticated')
      return answer(ctx, await auth.refresh(cookie))
    },
    logout: async ({ ctx }) => {
      const cookie = readCookie(ctx, REFRESH)
      if (cookie !== null) await auth.logout(cookie, ctx.get('X-CSRF-Token'))
      writeCookie(ctx, REFRESH, null)
    },
    getMe: ({ actor }) => auth.getMe(actor),
    updateMe: ({ actor, body }) => auth.updateMe(actor, body),
  })
}

function answer(ctx: Context, { refreshToken, ...session }: OpenedSession): SessionAnswer {
  if (refreshToken !== null) writeCookie(ctx, REFRESH, { value: refreshToken, seconds: REFRESH_SECONDS })
  ctx.set('Cache-Control', 'no-store')
  return session
}
