import { apisApi } from '@axiom/shared/contracts/apis'
import type Router from '@koa/router'

import type { RequestState } from '../../../platform/http/types.ts'
import type { Mount } from '../../auth/index.ts'
import type { ApiService } from './service.ts'

export function apiRoutes(mount: Mount, apis: ApiService): Router<RequestState> {
  return mount(apisApi, {
    list: async ({ actor, params }) => ({ data: await apis.list(actor, params.id) }),
    create: ({ actor, params, body }) => apis.create(actor, params.id, body),
    read: ({ actor, params }) => apis.read(actor, params.id, params.apiId),
    replace: ({ actor, params, body }) => apis.replace(actor, params.id, params.apiId, body),
    remove: ({ actor, params }) => apis.remove(actor, params.id, params.apiId),
  })
}
