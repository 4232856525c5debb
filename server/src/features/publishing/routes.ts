import { publishingApi } from '@axiom/shared/contracts/publishing'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { PublishingService } from './service.ts'

export function publishingRoutes(mount: Mount, publishing: PublishingService): Router<RequestState> {
  return mount(publishingApi, {
    check: ({ actor, params, query }) => publishing.check(actor, params.id, query.entrance),
    publish: ({ actor, params, body }) => publishing.publish(actor, params.id, body),
    list: async ({ actor, params }) => ({ data: await publishing.list(actor, params.id) }),
    activate: ({ actor, params }) => publishing.activate(actor, params.id, params.releaseId),
  })
}
