import { projectsApi } from '@axiom/shared/contracts/projects'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { ProjectService } from './service.ts'

export function projectRoutes(mount: Mount, projects: ProjectService): Router<RequestState> {
  return mount(projectsApi, {
    list: async ({ actor }) => ({ data: await projects.list(actor) }),
    create: ({ actor, body }) => projects.create(actor, body),
    get: ({ actor, params }) => projects.get(actor, params.id),
    update: ({ actor, params, body }) => projects.update(actor, params.id, body),
    checkSlug: ({ actor, params, query }) => projects.checkSlug(actor, params.id, query.slug),
    remove: ({ actor, params }) => projects.remove(actor, params.id),
  })
}
