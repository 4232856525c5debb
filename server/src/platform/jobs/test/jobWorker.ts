import { z } from 'zod'

import { openDb } from '../../db/openDb.ts'
import { createLog } from '../../logging/log.ts'
import { createMetrics } from '../../metrics/metrics.ts'
import { openJobs } from '../openJobs.ts'

const Options = z.object({
  dataDir: z.string(),
  mongoUri: z.string().optional(),
  redisUrl: z.string().optional(),
  leaseMs: z.number(),
})

const { leaseMs, redisUrl, ...address } = Options.parse(JSON.parse(process.argv[2] ?? ''))
const db = await openDb(address)
const jobs = await openJobs({ db, log: createLog('silent'), metrics: createMetrics(), leaseMs, redisUrl, pollMs: 20 })
jobs.define({
  kind: 'test.say',
  payload: z.object({ name: z.string() }),
  run: () => {
    process.send?.('begun')
    return new Promise(() => undefined)
  },
})
jobs.start()
