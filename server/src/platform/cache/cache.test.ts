import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startRedis, type TestRedis } from '../../../test/startRedis.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { describeCache } from './cache.contract.ts'
import type { Cache } from './cache.ts'
import { createMemoryCache } from './memoryCache.ts'
import { openRedisCache } from './redisCache.ts'

const readsOf = () => createMetrics().counter('reads', 'Reads.', ['outcome'])
const log = pino({ level: 'silent' })
let redis: TestRedis

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.close())

/** It answers what it has been asked before. */
async function isUp(cache: Cache): Promise<void> {
  await vi.waitFor(
    async () => {
      await cache.get('up', 'up', () => Promise.resolve('up'))
      expect(await cache.get('up', 'up', () => Promise.resolve('down'))).toBe('up')
    },
    { timeout: 8_000 },
  )
}

describeCache(
  'in memory',
  () => createMemoryCache(readsOf()),
  () => Promise.resolve(),
)
describeCache('Redis', () => openRedisCache({ url: redis.url, log, reads: readsOf() }), isUp)

describe('the cache in Redis', () => {
  it('is one for all processes: a change that one tells of is a change for all', async () => {
    const [one, two] = [0, 1].map(() => openRedisCache({ url: redis.url, log, reads: readsOf() })) as [Cache, Cache]
    await Promise.all([isUp(one), isUp(two)])
    await one.get('shared', 'a', () => Promise.resolve('old'))
    await vi.waitFor(async () => expect(await two.get('shared', 'a', () => Promise.resolve('other'))).toBe('old'))
    await one.renew(['shared'])
    expect(await two.get('shared', 'a', () => Promise.resolve('new'))).toBe('new')
    await Promise.all([one.close(), two.close()])
  })

  it('is passed by while Redis is away, with one line in the log, and misses no change when it is back', async () => {
    const away = await startRedis()
    const lines: string[] = []
    const noted = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) })
    const reads = readsOf()
    const cache = openRedisCache({ url: away.url, log: noted, reads })
    await isUp(cache)
    await cache.get('g', 'a', () => Promise.resolve('old'))
    await away.kill()
    for (const answer of ['one', 'two']) expect(await cache.get('g', 'a', () => Promise.resolve(answer))).toBe(answer)
    await cache.renew(['g'])
    const { values } = await reads.get()
    expect(values.find(({ labels }) => labels['outcome'] === 'failed')?.value).toBeGreaterThanOrEqual(2)
    await away.restart()
    await isUp(cache)
    expect(await cache.get('g', 'a', () => Promise.resolve('new'))).toBe('new')
    const told = lines.map((line) => (JSON.parse(line) as { msg: string }).msg)
    expect(told).toEqual([expect.stringContaining('cannot be reached'), 'the cache is back'])
    await cache.close()
    await away.close()
  })
})
