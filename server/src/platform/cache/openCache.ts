import type { Logger } from '../logging/log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { type Cache, noCache } from './cache.ts'
import { createMemoryCache } from './memoryCache.ts'

export interface CacheOptions {
  /** Other processes may change what this one has kept. */
  isShared: boolean
  redisUrl: string | undefined
  log: Logger
  metrics: Metrics
}

/** The cache of an installation: of this process while it is the only one, else in Redis, and without one there is none. */
export async function openCache({ isShared, redisUrl, log, metrics }: CacheOptions): Promise<Cache> {
  const reads = metrics.counter('axiom_cache_reads_total', 'Looks into the cache, by outcome.', ['outcome'])
  if (!isShared) return createMemoryCache(reads)
  if (redisUrl === undefined) return noCache
  const { openRedisCache } = await import('./redisCache.ts')
  return openRedisCache({ url: redisUrl, log, reads })
}
