import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startRedis, type TestRedis } from '../../../test/startRedis.ts'
import { createLog } from '../logging/log.ts'
import { describeJobs } from './jobs.contract.ts'
import { waitBefore } from './perform.ts'
import { demandNoEviction } from './redisForJobs.ts'
import { nextTime } from './schedules.ts'

describeJobs('the store', { storesOf: (dataDir) => ({ dataDir }) })

describe('with Redis', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.close())

  describeJobs('BullMQ', { storesOf: (dataDir) => ({ dataDir }), redisUrl: () => redis.url })

  it('a Redis that would drop queued jobs is refused in words; one that is away is not', async () => {
    const log = createLog('silent')
    await demandNoEviction(redis.url, log)
    await redis.command('config', 'set', 'maxmemory-policy', 'allkeys-lru')
    await expect(demandNoEviction(redis.url, log)).rejects.toThrow('maxmemory-policy allkeys-lru')
    await redis.command('config', 'set', 'maxmemory-policy', 'noeviction')
    await demandNoEviction('redis://127.0.0.1:1', log)
  })
})

it('attempts are twice as far apart each time, with some chance, up to a bound', () => {
  const backoff = { firstMs: 1_000, maxMs: 60_000 }
  const waits = [2, 3, 4, 20].map((attempt) => [0, 0.5, 1].map((chance) => waitBefore(attempt, backoff, () => chance)))
  expect(waits).toEqual([
    [750, 1_000, 1_250],
    [1_500, 2_000, 2_500],
    [3_000, 4_000, 5_000],
    [45_000, 60_000, 75_000],
  ])
})

it('a schedule follows the clocks of its time zone, also when they change', () => {
  const next = (cron: string, timeZone: string, at: string): string | undefined =>
    nextTime({ cron, timeZone }, Date.parse(at))?.toISOString()
  expect(next('0 8 * * *', 'Europe/Zurich', '2026-03-28T12:00:00Z')).toBe('2026-03-29T06:00:00.000Z')
  expect(next('0 8 * * *', 'Europe/Zurich', '2026-03-28T06:00:00Z')).toBe('2026-03-28T07:00:00.000Z')
  expect(next('30 2 * * *', 'America/New_York', '2026-11-21T00:00:00Z')).toBe('2026-11-21T07:30:00.000Z')
})
