import { z } from 'zod'

import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { ProjectStore } from './store.ts'
import type { ResolvedProject } from './stored.ts'

const DAY_MS = 24 * 3_600_000
/** A deleted project is kept for so long, as for somebody who deleted the wrong one. */
export const PROJECT_GRACE_MS = 30 * DAY_MS

/** One that is deleted for good: nobody finds it any more. */
export type PurgedProject = Pick<ResolvedProject, 'id' | 'placement'>

/** Takes away what a feature keeps of a project. One that was cut off, or has failed, is repeated. */
export type Purge = (project: PurgedProject, signal: AbortSignal) => Promise<unknown>

export interface Purges {
  /** To be said by whoever keeps something of projects, before the first job runs. */
  add(purge: Purge): void
}

export interface PurgesDeps {
  store: ProjectStore
  jobs: Jobs
  log: Logger
  now: () => number
}

/** Takes away for good what was deleted a month ago: everything that features keep of it, and last its own rows. */
export async function createPurges({ store, jobs, log, now }: PurgesDeps): Promise<Purges> {
  const purges: Purge[] = []

  async function purge(project: PurgedProject, signal: AbortSignal): Promise<void> {
    for (const one of purges) {
      signal.throwIfAborted()
      await one(project, signal)
    }
    signal.throwIfAborted()
    await store.forgetProject(project.id)
    log.info({ projectId: project.id }, 'a deleted project was purged')
  }

  const { schedule } = jobs.define({
    kind: 'projects.purge',
    payload: z.null(),
    concurrency: 1,
    timeoutMs: 30 * 60_000,
    async run(_, { signal }) {
      const failed: string[] = []
      for (const project of await store.deletedBefore(new Date(now() - PROJECT_GRACE_MS).toISOString()))
        // What is wrong with one keeps no other.
        await purge(project, signal).catch((err: unknown) => {
          failed.push(project.id)
          log.error({ err, projectId: project.id }, 'a deleted project could not be purged')
        })
      if (failed.length > 0) throw new Error(`Not purged: ${failed.join(', ')}. The log says why.`)
    },
  })
  await schedule({ name: 'projects.purge', cron: '23 * * * *', payload: null })
  return { add: (one) => void purges.push(one) }
}
