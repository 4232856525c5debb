import { z } from 'zod'

import type { Jobs } from '../../platform/jobs/jobs.ts'

export interface FileJobsDeps {
  jobs: Jobs
  /** Looks at a file: viruses, variants. Can be repeated. */
  process: (fileId: string) => Promise<void>
  /** Removes what nobody holds, and says again what waits to be looked at. */
  sweep: () => Promise<unknown>
}

const MINUTE_MS = 60_000

/** Work on files that outlives the process that takes it up. */
export function createFileJobs({ jobs, process, sweep }: FileJobsDeps) {
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
  return {
    /** Soon, and once however often it is said. */
    process: (fileId: string): Promise<void> => processing.enqueue({ fileId }, { key: fileId }),
    startSweeping: (): Promise<void> => sweeping.schedule({ name: 'files.sweep', cron: '*/10 * * * *', payload: {} }),
  }
}
