import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { Purges } from '../projects/index.ts'
import { apiKeyRoutes } from './routes.ts'
import { type ApiKeyServiceDeps, createApiKeyService } from './service.ts'

export { createKeyring, type Keyring } from './keyring.ts'
export { createApiKeyStore } from './store.ts'

/** Keys with which programs use a project's collections, or its document. */
export function createApiKeys(deps: ApiKeyServiceDeps & { mount: Mount; purges: Purges }): {
  routes: Router<RequestState>
} {
  deps.purges.add(({ id }) => deps.store.forgetProject(id))
  return { routes: apiKeyRoutes(deps.mount, createApiKeyService(deps)) }
}
