import { Cluster, Redis, type RedisOptions } from 'ioredis'

import type { Logger } from '../logging/log.ts'

const CHECK_MS = 3_000

/** A connection for BullMQ. Several addresses, separated by commas, are nodes of a cluster. */
export function connectForJobs(url: string): Redis | Cluster {
  const nodes = url.split(',').map((node) => node.trim())
  const [only] = nodes
  // Workers wait for Redis as long as it takes.
  const patience: RedisOptions = { maxRetriesPerRequest: null }
  if (nodes.length === 1 && only !== undefined) return new Redis(only, patience)
  return new Cluster(nodes, { redisOptions: patience })
}

/**
 * Throws when Redis would throw away keys to make room: of queues it must not. A Redis that cannot be reached now is warned about; what
 * waits is in the store.
 */
export async function demandNoEviction(url: string, log: Logger): Promise<void> {
  const [first = ''] = url.split(',')
  const redis = new Redis(first.trim(), {
    connectTimeout: CHECK_MS,
    commandTimeout: CHECK_MS,
    retryStrategy: () => null,
  })
  redis.on('error', (error) => log.debug({ err: error }, 'Redis cannot be asked for its policy'))
  try {
    const policy = /^maxmemory_policy:(.*)$/m.exec(await redis.info('memory'))?.[1]?.trim()
    if (policy === undefined || policy === 'noeviction') return
    throw new EvictingRedis(policy)
  } catch (error) {
    if (error instanceof EvictingRedis) throw error
    log.warn({ err: error }, 'Redis cannot be reached; jobs wait in the store until it is back')
  } finally {
    redis.disconnect()
  }
}

class EvictingRedis extends Error {
  constructor(policy: string) {
    super(
      `The Redis of REDIS_URL has maxmemory-policy ${policy}: it would drop queued jobs when it is full. ` +
        'Set it to noeviction ("redis-cli config set maxmemory-policy noeviction", and in redis.conf) and start again.',
    )
  }
}
