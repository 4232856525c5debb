import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import { archiveRoutes, type ArchivesDeps } from './routes.ts'

export interface Archives {
  routes: Router<RequestState>
}

/** A project as one file that another installation can take in. */
export function createArchives(deps: ArchivesDeps): Archives {
  return { routes: archiveRoutes(deps) }
}
