import { apiKeysApi } from '@axiom/shared/contracts/apiKeys'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { ApiKeyService } from './service.ts'

export function apiKeyRoutes(mount: Mount, keys: ApiKeyService): Router<RequestState> {
  return mount(apiKeysApi, {
    list: async ({ actor, params }) => ({ data: await keys.list(actor, params.id) }),
    create: ({ actor, params, body }) => keys.create(actor, params.id, body),
    remove: ({ actor, params }) => keys.remove(actor, params.id, params.keyId),
  })
}
