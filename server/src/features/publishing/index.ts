import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { Purges } from '../projects/index.ts'
import { publishingRoutes } from './routes.ts'
import { createPublishingService, type PublishingDeps, type PublishingService } from './service.ts'
import { createReleaseStore } from './store.ts'

export { leadFromOldSlugs } from './oldSlugs.ts'
export { appOfHost, appRoutes, findAppOf } from './appsSite.ts'
export type { PublishingService } from './service.ts'

/** Releases of a project, and which of them visitors get. */
export async function createPublishing(
  deps: Omit<PublishingDeps, 'store'> & { db: Db; mount: Mount; purges: Purges },
): Promise<{ routes: Router<RequestState>; service: PublishingService }> {
  const store = await createReleaseStore(deps.db)
  deps.purges.add(({ id }) => store.forgetProject(id))
  const service = createPublishingService({ ...deps, store })
  return { service, routes: publishingRoutes(deps.mount, service) }
}
