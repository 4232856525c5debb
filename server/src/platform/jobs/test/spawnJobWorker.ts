import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import type { StoreAddress } from '../../db/openDb.ts'

export interface JobWorkerOptions extends StoreAddress {
  leaseMs: number
  redisUrl?: string | undefined
}

/** A process that begins every job of the kind `test.say`, and never ends one. */
export function spawnJobWorker(options: JobWorkerOptions) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'jobWorker.ts'), JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  return {
    /** Resolves when it has taken a job. */
    begun: once(child, 'message'),
    async kill(): Promise<void> {
      child.kill('SIGKILL')
      await exited
    },
  }
}
