import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { AuthService, Mount } from '../auth/index.ts'
import type { ProjectAccess, ProjectService, ProjectStore, Purges } from '../projects/index.ts'
import { memberRoutes } from './routes.ts'
import { createMemberService, type MemberService } from './service.ts'
import { createShareLinkStore } from './store.ts'

export type { MemberService } from './service.ts'

export interface MembersDeps {
  db: Db
  mount: Mount
  members: ProjectStore
  access: ProjectAccess
  users: AuthService
  projects: ProjectService
  purges: Purges
  now: () => number
  onRightsChanged: (change: { projectId: string; userId: string }) => void
}

/** Who works on a project, with which role, and the links by which people join. */
export async function createMembers(
  deps: MembersDeps,
): Promise<{ routes: Router<RequestState>; service: MemberService }> {
  const links = await createShareLinkStore(deps.db)
  deps.purges.add(({ id }) => links.forgetProject(id))
  const service = createMemberService({ ...deps, links })
  return { service, routes: memberRoutes(deps.mount, service, deps.projects) }
}
