import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import { historyRoutes } from './routes.ts'
import { createHistoryService, type HistoryServiceDeps } from './service.ts'

/** Who changed what and when, and the way back to any moment that the log still has. */
export function createHistory({ mount, ...deps }: HistoryServiceDeps & { mount: Mount }): {
  routes: Router<RequestState>
} {
  return { routes: historyRoutes(mount, createHistoryService(deps)) }
}
