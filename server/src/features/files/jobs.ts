import { z } from 'zod'

import type { Jobs } from '../../platform/jobs/jobs.ts'

export interface FileJobsDeps {
  jobs: Jobs
  /** Looks at a file: viruses, variants. Can be repeated. */
  process: (fileId: string) => Promise<void>
  /** Removes what nobody holds, and says again what waits to be looked at. */
  sweep: () => Promise<unknown>
  /** Removes all files of a project that is gone; nothing of one that is there. */
  empty: (projectId: string, signal: AbortSignal) => Promise<void>
}

const MINUTE_MS = 60_000
/** The files of a deleted project are kept for so long, as for somebody who deleted the wrong one. */
export const PROJECT_GRACE_MS = 30 * 24 * 60 * MINUTE_MS

/** Work on files that outlives the process that takes it up. */
export function createFileJobs({ jobs, process, sweep, empty }: FileJobsDeps) {
  // One picture at a time: each needs its whole size in memory.
  const processing = jobs.define({
    kind: 'files.process',
    payload: z.object({ fileId: z.string() }),
    concurrency: 1,
    attempts: 20,
    backoff: { firstMs: 5_000, maxMs: 10 * MINUTE_MS },
    timeoutMs: 10 * MINUTE_MS,
    run: ({ fileId }) => process(fileId),
  })
  const sweeping = jobs.define({
    kind: 'files.sweep',
    payload: z.object({}),
    concurrency: 1,
    timeoutMs: 10 * MINUTE_MS,
    run: async () => void (await sweep()),
  })
  const emptying = jobs.define({
    kind: 'files.emptyProject',
    payload: z.object({ projectId: z.string() }),
    concurrency: 1,
    timeoutMs: 10 * MINUTE_MS,
    run: ({ projectId }, { signal }) => empty(projectId, signal),
  })
  return {
    /** Soon, and once however often it is said. */
    process: (fileId: string): Promise<void> => processing.enqueue({ fileId }, { key: fileId }),
    /** To be said before the project is deleted: whether it is, is looked at when the time has come. */
    emptyLater: (projectId: string): Promise<void> =>
      emptying.enqueue({ projectId }, { key: projectId, delayMs: PROJECT_GRACE_MS }),
    startSweeping: (): Promise<void> => sweeping.schedule({ name: 'files.sweep', cron: '*/10 * * * *', payload: {} }),
  }
}
