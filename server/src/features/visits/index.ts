import { appVisitsApi, visitsApi } from '@axiom/shared/contracts/visits'
import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { Context, RequestState } from '../../platform/http/types.ts'
import type { Logger } from '../../platform/logging/log.ts'
import { createMount, type Mount } from '../auth/index.ts'
import type { Purges } from '../projects/index.ts'
import { findAppOf } from '../publishing/index.ts'
import { createCounter } from './counter.ts'
import { createVisitService, type VisitServiceDeps } from './service.ts'
import { createVisitStore } from './store.ts'
import { createStrangers } from './strangers.ts'

export interface VisitsDeps extends Pick<VisitServiceDeps, 'access' | 'publishing' | 'now'> {
  db: Db
  mount: Mount
  limits: Limits
  log: Logger
  purges: Purges
  /** Whether the app is open to who asks, and he is none of those who build it. */
  isVisit: (ctx: Context) => boolean
}

export interface VisitsFeature {
  /** For members, on the editor's origin. */
  routes: Router<RequestState>
  /** For visitors, on the apps' origins. */
  visitorRoutes: Router<RequestState>
  close: () => Promise<void>
}

/** How often apps are visited: sums by day, nothing about anybody. */
export async function createVisits(deps: VisitsDeps): Promise<VisitsFeature> {
  const { db, mount, limits, log, purges, isVisit } = deps
  const store = await createVisitStore(db)
  const counter = createCounter(store, log)
  purges.add(({ id }) => store.forgetProject(id))
  const visits = createVisitService({ ...deps, store, counter, isFirst: createStrangers(store) })
  const mountForApps = createMount({ limits, allowedOrigins: [] })
  return {
    routes: mount(visitsApi, {
      read: ({ actor, params, query }) => visits.read(actor, params.id, Number(query.days)),
    }),
    visitorRoutes: mountForApps(appVisitsApi, {
      async tell({ ctx, body }) {
        const project = findAppOf(ctx)
        if (!project || !isVisit(ctx) || asksForPrivacy(ctx)) return
        await visits.tell(project.id, body, { address: ctx.ip, userAgent: ctx.get('User-Agent') })
      },
    }),
    close: counter.close,
  }
}

function asksForPrivacy(ctx: Context): boolean {
  return ctx.get('DNT') === '1' || ctx.get('Sec-GPC') === '1'
}
