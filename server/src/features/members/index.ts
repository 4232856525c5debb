import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { AuthService } from '../auth/index.ts'
import type { ProjectAccess, ProjectService, ProjectStore } from '../projects/index.ts'
import { memberRoutes } from './routes.ts'
import { createMemberService } from './service.ts'
import { createShareLinkStore } from './store.ts'

export interface MembersDeps {
  db: Db
  members: ProjectStore
  access: ProjectAccess
  users: AuthService
  projects: ProjectService
  limits: Limits
  now: () => number
  onRightsChanged: (change: { projectId: string; userId: string }) => void
}

/** Who works on a project, with which role, and the links by which people join. */
export async function createMembers(deps: MembersDeps): Promise<{ routes: Router<RequestState> }> {
  const service = createMemberService({ ...deps, links: await createShareLinkStore(deps.db) })
  return { routes: memberRoutes(service, deps.projects, deps.limits) }
}
