import { historyApi } from '@axiom/shared/contracts/history'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { HistoryService } from './service.ts'

export function historyRoutes(mount: Mount, history: HistoryService): Router<RequestState> {
  return mount(historyApi, {
    list: ({ actor, params, query }) => history.list(actor, params.id, query),
    difference: ({ actor, params, query }) => history.difference(actor, params.id, query.at),
    state: ({ actor, params, query }) => history.state(actor, params.id, query.at),
    restore: ({ actor, params, body }) => history.restore(actor, params.id, body),
  })
}
