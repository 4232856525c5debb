import type { SubmissionSettings } from '@axiom/shared/contracts/submissions'
import { z } from 'zod'

import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Inbox } from './inbox.ts'
import type { SubmissionStore } from './store.ts'

export interface RetentionDeps {
  store: SubmissionStore
  access: ProjectAccess
  inbox: Pick<Inbox, 'removeAll'>
  jobs: Jobs
  now: () => number
}

const DAY_MS = 24 * 3_600_000
/** Deleted in one transaction. */
const BATCH = 100
/** Null: of all projects. */
const Payload = z.object({ projectId: z.string().nullable() })

/** Deletes what a project does not want to keep any longer. */
export async function createRetention({ store, access, inbox, jobs, now }: RetentionDeps) {
  async function expire(projectId: string, keepDays: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const ids = await store.olderThan(projectId, now() - keepDays * DAY_MS, BATCH)
      if (ids.length > 0) await inbox.removeAll(projectId, ids)
      if (ids.length < BATCH) return
    }
  }

  const { enqueue, schedule } = jobs.define({
    kind: 'submissions.expire',
    payload: Payload,
    owner: ({ projectId }) => projectId,
    concurrency: 1,
    async run({ projectId }, { signal }) {
      // As it is set by now, not as it was when the job was made.
      for (const { _id, keepDays } of await store.ending())
        if (keepDays !== null && (projectId === null || projectId === _id)) await expire(_id, keepDays, signal)
    },
  })
  await schedule({ name: 'submissions.expire', cron: '23 * * * *', payload: { projectId: null } })

  return {
    async settings(actor: UserActor, projectId: string): Promise<SubmissionSettings> {
      await access.authorize(actor, projectId, 'submissions.list')
      return { keepDays: await store.keepDays(projectId) }
    },
    async change(actor: UserActor, projectId: string, { keepDays }: SubmissionSettings): Promise<SubmissionSettings> {
      await access.authorize(actor, projectId, 'submissions.delete')
      await store.keep(projectId, keepDays)
      if (keepDays !== null) await enqueue({ projectId })
      return { keepDays }
    },
  }
}

export type Retention = Awaited<ReturnType<typeof createRetention>>
