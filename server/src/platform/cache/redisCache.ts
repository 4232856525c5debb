import { createHash } from 'node:crypto'

import { newId } from '@axiom/shared/ids'
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'

import { type Cache, type CacheReads, KEPT_MS, LONGEST } from './cache.ts'
import { createFlights } from './flights.ts'

/** A Redis that is slower than this is no help. */
const PATIENCE_MS = 300
const MAX_RETRY_MS = 2_000
/** Much longer than answers live: a version that is forgotten takes its answers along. */
const VERSION_SECONDS = 86_400

export interface RedisCacheOptions {
  /** `redis://…` or `rediss://…`; several, separated by commas, are nodes of one Redis Cluster. */
  url: string
  log: Logger
  reads: CacheReads
}

/** Opens a cache that the processes of an installation share. Resolves at once, also while Redis is down: it is tried until `close`. */
export function openRedisCache(options: RedisCacheOptions): Cache {
  return new RedisCache(options)
}

/** A group's version is a text that nobody has had before; an answer carries the one under which its work began. */
class RedisCache implements Cache {
  readonly #redis: Redis | Cluster
  readonly #log: Logger
  readonly #reads: CacheReads
  readonly #share = createFlights()
  /** Changes that Redis has not heard of. */
  readonly #unsaid = new Set<string>()
  #toldDown = false

  constructor({ url, log, reads }: RedisCacheOptions) {
    this.#log = log
    this.#reads = reads
    this.#redis = connect(url)
    this.#redis.on('error', (error) => this.#tellDown(error))
    this.#redis.on('ready', () => void this.#back())
  }

  async get<T>(group: string, key: string, work: () => Promise<T>): Promise<T> {
    const place = `${prefixOf(group)}:${hashOf(key)}`
    const asked = await this.#ask(group, place)
    this.#reads.inc({ outcome: asked === null ? 'failed' : asked.text === null ? 'miss' : 'hit' })
    if (asked === null) return work()
    if (asked.text !== null) return JSON.parse(asked.text) as T
    return this.#share(`${place}/${asked.version}`, work, (text) => this.#keep(place, `${asked.version}\n${text}`))
  }

  async renew(groups: readonly string[]): Promise<void> {
    await Promise.all(
      groups.map(async (group) => {
        try {
          await this.#redis.set(versionOf(group), newId(), 'EX', VERSION_SECONDS)
          this.#unsaid.delete(group)
        } catch (error) {
          this.#unsaid.add(group)
          this.#tellDown(error)
        }
      }),
    )
  }

  async close(): Promise<void> {
    this.#redis.removeAllListeners('ready')
    this.#redis.disconnect()
  }

  /** The group's version, and the answer if it is of that version. Null: the cache cannot be asked. */
  async #ask(group: string, place: string): Promise<{ version: string; text: string | null } | null> {
    // Before Redis has heard of our own change nothing that it holds is good.
    if (this.#redis.status !== 'ready' || this.#unsaid.has(group)) return null
    try {
      const [known, answer] = await this.#redis.mget(versionOf(group), place)
      const version = known ?? (await this.#firstVersion(group))
      const isCurrent = answer?.startsWith(`${version}\n`) === true
      return { version, text: isCurrent ? answer.slice(version.length + 1) : null }
    } catch (error) {
      this.#tellDown(error)
      return null
    }
  }

  /** Of several processes that find none, one makes it. */
  async #firstVersion(group: string): Promise<string> {
    const version = newId()
    const made = await this.#redis.set(versionOf(group), version, 'EX', VERSION_SECONDS, 'NX')
    return made === 'OK' ? version : ((await this.#redis.get(versionOf(group))) ?? version)
  }

  #keep(place: string, answer: string): void {
    if (answer.length > LONGEST) return
    this.#redis.set(place, answer, 'PX', KEPT_MS).catch((error: unknown) => this.#tellDown(error))
  }

  /** Nothing is read from it before it has heard what it missed. */
  async #back(): Promise<void> {
    await this.renew([...this.#unsaid])
    if (this.#toldDown) this.#log.info('the cache is back')
    this.#toldDown = false
  }

  /** Once for each outage: every request fails the same way. */
  #tellDown(error: unknown): void {
    if (this.#toldDown) return
    this.#toldDown = true
    this.#log.warn(
      { err: error },
      'the cache in Redis cannot be reached; answers are worked out each time until it is back',
    )
  }
}

/** All of a group is in one slot of a cluster. */
function prefixOf(group: string): string {
  return `axiom:cache:{${group}}`
}

function versionOf(group: string): string {
  return `${prefixOf(group)}:version`
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

function connect(url: string): Redis | Cluster {
  const nodes = url.split(',').map((node) => node.trim())
  const options: RedisOptions = {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 3_000,
    commandTimeout: PATIENCE_MS,
    retryStrategy: delay,
  }
  const [only] = nodes
  if (nodes.length === 1 && only !== undefined) return new Redis(only, options)
  const { retryStrategy: _single, ...redisOptions } = options
  return new Cluster(nodes, { redisOptions, enableOfflineQueue: false, clusterRetryStrategy: delay })
}

function delay(attempt: number): number {
  return Math.min(MAX_RETRY_MS, 50 * 2 ** Math.min(attempt, 6)) * (0.75 + Math.random() / 2)
}
