import type Router from '@koa/router'

import type { Documents } from '../../collaboration/documents.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { AuthService, Mount } from '../auth/index.ts'
import type { ProjectAccess } from './access.ts'
import { projectRoutes } from './routes.ts'
import { createProjectService, type ProjectService } from './service.ts'
import type { ProjectStore } from './store.ts'

export { createProjectAccess, type ProjectAccess } from './access.ts'
export type { ResolvedProject } from './stored.ts'
export { seedOf } from './createProject.ts'
export { createProjectStore, type ProjectStore } from './store.ts'
export { createPurges, type Purges } from './purge.ts'
export type { ProjectService } from './service.ts'

export interface ProjectsDeps {
  store: ProjectStore
  access: ProjectAccess
  documents: Documents
  users: AuthService
  mount: Mount
  now: () => number
  appUrl: (slug: string) => string
}

export interface Projects {
  routes: Router<RequestState>
  service: ProjectService
}

/** Projects: their rows, their documents' first chunk, and who may see them. */
export function createProjects(deps: ProjectsDeps): Projects {
  const service = createProjectService(deps)
  return { service, routes: projectRoutes(deps.mount, service) }
}
