import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Mount } from '../auth/index.ts'
import type { Purges } from '../projects/index.ts'
import { createInbox } from './inbox.ts'
import { createNotify, type NotifyDeps } from './notify.ts'
import { createRetention } from './retention.ts'
import { publicSubmissionRoutes, submissionRoutes } from './routes.ts'
import { createSubmissionService, type SubmissionService, type SubmissionServiceDeps } from './service.ts'
import { createSubmissionStore } from './store.ts'

export interface Submissions {
  /** Sending in: on the editor's origin and on those of the apps. */
  publicRoutes: Router<RequestState>
  routes: Router<RequestState>
  fileTarget: SubmissionService['fileTarget']
}

/** What visitors send in with forms that are not bound to a model. */
export async function createSubmissions(
  deps: Omit<SubmissionServiceDeps, 'store'> & NotifyDeps & { db: Db; jobs: Jobs; mount: Mount; purges: Purges },
): Promise<Submissions> {
  deps.events.addReactor(createNotify(deps))
  const store = await createSubmissionStore(deps.db)
  deps.purges.add(({ id }) => store.forgetProject(id))
  const service = createSubmissionService({ ...deps, store })
  const inbox = createInbox({ ...deps, store })
  const retention = await createRetention({ ...deps, store, inbox })
  return {
    publicRoutes: publicSubmissionRoutes(deps.mount, service),
    routes: submissionRoutes(deps.mount, inbox, retention),
    fileTarget: service.fileTarget,
  }
}
