import { appAccessApi, appEntranceApi } from '@axiom/shared/contracts/appAccess'
import { appSessionApi, appUsersApi } from '@axiom/shared/contracts/appUsers'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
import { type Actor, type AppUserActor, type Mount, readCookie, writeCookie } from '../auth/index.ts'
import type { AppEntrance } from './entrance.ts'
import { LINK_COOKIE, missingOf } from './entranceSite.ts'
import type { AppEntry, Entry } from './entry.ts'
import type { People } from './people.ts'
import type { AppUserPool } from './pool.ts'
import type { AppProofs, Asking } from './proofs.ts'
import { IDLE_MS } from './sessions.ts'
import { appOf, SESSION_COOKIE, visitorOf } from './site.ts'

/** A browser keeps the key of a secret link for so long. */
const LINK_SECONDS = 30 * 24 * 3600

/** For members of the project. */
export function poolRoutes(mount: Mount, pool: AppUserPool): Router<RequestState> {
  return mount(appUsersApi, {
    list: ({ actor, params, query }) => pool.list(actor, params.id, query),
    invite: ({ actor, params, body }) => pool.invite(actor, params.id, body),
    update: ({ actor, params, body }) => pool.update(actor, params.id, { ...body, userId: params.userId }),
    remove: ({ actor, params }) => pool.remove(actor, params.id, params.userId),
    getSettings: ({ actor, params }) => pool.getSettings(actor, params.id),
    setSettings: ({ actor, params, body }) => pool.setSettings(actor, params.id, body),
  })
}

/** Who may open the app: for members of the project. */
export function accessRoutes(mount: Mount, entrance: AppEntrance): Router<RequestState> {
  return mount(appAccessApi, {
    get: ({ actor, params }) => entrance.get(actor, params.id),
    set: ({ actor, params, body }) => entrance.set(actor, params.id, body),
    newLink: ({ actor, params }) => entrance.newLink(actor, params.id),
    pass: ({ actor, params }) => entrance.pass(actor, params.id),
  })
}

/** Coming in at all, on the app's own origin. */
export function entranceRoutes(mount: Mount, entrance: AppEntrance): Router<RequestState> {
  return mount(appEntranceApi, {
    enter: async ({ ctx, body }) => {
      const opened = await entrance.enter(appOf(ctx).id, body.token)
      if (opened.kind === 'link') writeCookie(ctx, LINK_COOKIE, { value: opened.key, seconds: LINK_SECONDS })
      else writeCookie(ctx, SESSION_COOKIE, { value: opened.cookie, seconds: IDLE_MS / 1000 })
      ctx.set('Cache-Control', 'no-store')
      return { user: null, pending: false }
    },
  })
}

/** For visitors, on the app's own origin. */
export function sessionRoutes(
  mount: Mount,
  { entry, proofs, people }: { entry: AppEntry; proofs: AppProofs; people: People },
): Router<RequestState> {
  return mount(appSessionApi, {
    register: async ({ ctx, body }) => answer(ctx, await entry.register(appOf(ctx).id, body, ctx.hostname)),
    login: async ({ ctx, body }) => answer(ctx, await entry.login(appOf(ctx).id, body, ctx.ip)),
    logout: async ({ ctx }) => {
      const cookie = readCookie(ctx, SESSION_COOKIE)
      if (cookie !== null) await entry.logout(appOf(ctx).id, cookie)
      writeCookie(ctx, SESSION_COOKIE, null)
    },
    forgot: ({ ctx, body }) => proofs.forgot(appOf(ctx).id, body.email, asking(ctx)),
    verify: ({ ctx, body }) => proofs.verify(appOf(ctx).id, body.token),
    sendVerification: async ({ ctx }) => {
      // Whoever has not proved his address is nobody to the rest, but may ask for this.
      const visitor = visitorOf(ctx)
      if (visitor === null) throw new AppError('unauthenticated')
      await proofs.sendVerification({ projectId: appOf(ctx).id, id: visitor.id }, asking(ctx))
    },
    reset: async ({ ctx, body }) => answer(ctx, await entry.reset(appOf(ctx).id, body)),
    updateAccount: ({ actor, body }) => entry.updateAccount(appUser(actor), body.name),
    changePassword: ({ ctx, actor, body }) => entry.changePassword(appUser(actor), body, ctx.ip),
    async people({ ctx, actor, query }) {
      // An account opens nothing where the app is for members only.
      if (missingOf(ctx) !== null) throw new AppError('unauthenticated')
      ctx.set('Cache-Control', 'no-store')
      return { data: await people.find(actor, appOf(ctx).id, query) }
    },
    leave: async ({ ctx, actor, body }) => {
      await entry.leave(appUser(actor), body.password, ctx.ip)
      writeCookie(ctx, SESSION_COOKIE, null)
    },
  })
}

function answer(ctx: Context, { answer: entered, cookie }: Entry): Entry['answer'] {
  if (cookie !== null) writeCookie(ctx, SESSION_COOKIE, { value: cookie, seconds: IDLE_MS / 1000 })
  ctx.set('Cache-Control', 'no-store')
  return entered
}

function asking(ctx: Context): Asking {
  return { address: ctx.ip, host: ctx.hostname }
}

function appUser(actor: Actor): AppUserActor {
  if (actor.kind !== 'appUser') throw new AppError('unauthenticated')
  return actor
}
