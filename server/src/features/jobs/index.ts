import { type Job, type JobList, jobsApi } from '@axiom/shared/contracts/jobs'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { JobInfo, Jobs } from '../../platform/jobs/jobs.ts'
import type { Mount, UserActor } from '../auth/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'

const SHOWN = 100

export interface JobsFeatureDeps {
  mount: Mount
  access: ProjectAccess
  jobs: Jobs
  purges: Purges
}

/** Work for later, for those who look after it: owners of a project after its own, administrators after all. */
export function createJobsFeature({ mount, access, jobs, purges }: JobsFeatureDeps): { routes: Router<RequestState> } {
  purges.add(({ id }) => jobs.discardAll(id))

  async function list(owner?: string): Promise<JobList> {
    const [dead, waiting] = await Promise.all([true, false].map((isDead) => jobs.list({ isDead, owner, limit: SHOWN })))
    return { dead: (dead ?? []).map(present), waiting: (waiting ?? []).map(present) }
  }
  async function demand(done: Promise<boolean>): Promise<void> {
    if (!(await done))
      throw new AppError('not_found', { message: 'There is no such job any more, or it runs just now.' })
  }

  const routes = mount(jobsApi, {
    listAll({ actor }) {
      demandAdmin(actor)
      return list()
    },
    retryAny({ actor, params }) {
      demandAdmin(actor)
      return demand(jobs.retry(params.jobId))
    },
    discardAny({ actor, params }) {
      demandAdmin(actor)
      return demand(jobs.discard(params.jobId))
    },
    async list({ actor, params }) {
      await access.authorize(actor, params.id, 'jobs.manage')
      return list(params.id)
    },
    async retry({ actor, params }) {
      await access.authorize(actor, params.id, 'jobs.manage')
      await demand(jobs.retry(params.jobId, params.id))
    },
    async discard({ actor, params }) {
      await access.authorize(actor, params.id, 'jobs.manage')
      await demand(jobs.discard(params.jobId, params.id))
    },
  })
  return { routes }
}

function demandAdmin({ role }: UserActor): void {
  if (role !== 'admin') throw new AppError('forbidden', { message: 'Only administrators look after all jobs.' })
}

function present({ owner, at, ...rest }: JobInfo): Job {
  return { ...rest, projectId: owner, at: at.toISOString() }
}
