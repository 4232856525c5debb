import type Router from '@koa/router'

import type { Documents } from '../../collaboration/documents.ts'
import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { Events } from '../events/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'
import { versionRoutes } from './routes.ts'
import { createVersionService, type VersionService } from './service.ts'
import { createVersionStore } from './store.ts'

export { presentState } from './present.ts'
export type { VersionService } from './service.ts'

export interface VersionsDeps {
  db: Db
  mount: Mount
  access: ProjectAccess
  documents: Documents
  events: Events
  purges: Purges
  now: () => number
}

/** Kept states of a project, by hand and by themselves, and the way back to them. */
export async function createVersions(
  deps: VersionsDeps,
): Promise<{ routes: Router<RequestState>; service: VersionService }> {
  const store = await createVersionStore(deps.db)
  deps.purges.add(({ id }) => store.forgetProject(id))
  const service = createVersionService({ ...deps, store })
  return { service, routes: versionRoutes(deps.mount, service) }
}
