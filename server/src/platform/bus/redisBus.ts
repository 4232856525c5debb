import { newId } from '@axiom/shared/ids'
import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'

import type { Bus, BusListener } from './bus.ts'
import { Topics } from './topics.ts'

/** What ioredis rejects with after `commandTimeout`. */
const TIMED_OUT = 'Command timed out'
const PREFIX = 'axiom:'
const ID_LENGTH = 12
/** The connection is tried again after this long at most, with some chance in it: replicas do not return in step. */
const MAX_RETRY_MS = 2_000

/** An echo that takes longer counts as lost. */
const ECHO_MS = 5_000

export interface RedisBusOptions {
  /** `redis://…` or `rediss://…`; several, separated by commas, are nodes of one Redis Cluster. */
  url: string
  log: Logger
}

/** Opens a bus on Redis pub/sub. Resolves at once, also while Redis is down: it is tried until `close`. */
export function openRedisBus(options: RedisBusOptions): Bus {
  return new RedisBus(options)
}

class RedisBus implements Bus {
  readonly replicaId = newId(ID_LENGTH)
  readonly #publisher: Redis | Cluster
  readonly #subscriber: Redis | Cluster
  readonly #topics: Topics
  readonly #log: Logger
  readonly #restored = new Set<() => void>()
  /** Waits for a message to oneself. */
  #echo: (() => void) | null = null
  #wasReady = false
  #toldDown = false

  constructor({ url, log }: RedisBusOptions) {
    this.#log = log
    this.#topics = new Topics((error, topic) => log.error({ err: error, topic }, 'a listener of the bus failed'))
    this.#publisher = connect(url)
    this.#subscriber = connect(url)
    for (const client of [this.#publisher, this.#subscriber]) {
      client.on('error', (error) => this.#tellDown(error))
      client.on('ready', () => this.isUp && this.#ready())
    }
    this.#subscriber.on('messageBuffer', (channel: Buffer, message: Buffer) => this.#receive(channel, message))
  }

  get isUp(): boolean {
    return this.#publisher.status === 'ready' && this.#subscriber.status === 'ready'
  }

  publish(topic: string, message: Uint8Array): boolean {
    if (this.#publisher.status !== 'ready') return false
    const sent = this.#publisher.publish(PREFIX + topic, Buffer.concat([Buffer.from(this.replicaId), message]))
    // Lost with the connection: receivers ask the log when it is back [C10].
    sent.catch((error: unknown) => this.#failed(this.#publisher, error, `a message was lost on its way to ${topic}`))
    return true
  }

  async subscribe(topic: string, listener: BusListener): Promise<void> {
    if (!this.#topics.add(topic, listener) || this.#subscriber.status !== 'ready') return
    await this.#ask(topic)
  }

  unsubscribe(topic: string, listener: BusListener): void {
    if (!this.#topics.remove(topic, listener) || this.#subscriber.status !== 'ready') return
    this.#subscriber
      .unsubscribe(PREFIX + topic)
      .catch((error: unknown) => this.#failed(this.#subscriber, error, `the subscription of ${topic} was not ended`))
  }

  onRestored(listener: () => void): void {
    this.#restored.add(listener)
  }

  async roundTrip(): Promise<number | null> {
    await this.subscribe(this.#echoTopic, nobody)
    const sentAt = performance.now()
    return new Promise((resolve) => {
      const end = (milliseconds: number | null) => (): void => {
        clearTimeout(timer)
        this.#echo = null
        resolve(milliseconds)
      }
      const timer = setTimeout(end(null), ECHO_MS).unref()
      this.#echo = () => end(performance.now() - sentAt)()
      if (!this.publish(this.#echoTopic, new Uint8Array())) end(null)()
    })
  }

  get #echoTopic(): string {
    return `echo/${this.replicaId}`
  }

  async close(): Promise<void> {
    this.#restored.clear()
    this.#publisher.disconnect()
    this.#subscriber.disconnect()
  }

  /** Subscriptions are made anew by hand, so that `onRestored` is told only when they are in force. */
  #ready(): void {
    this.#toldDown = false
    const isBack = this.#wasReady
    this.#wasReady = true
    void Promise.all(this.#topics.names.map((topic) => this.#ask(topic))).then(() => {
      if (isBack) this.#log.info('the bus between replicas is back')
      for (const listener of this.#restored) listener()
    })
  }

  /** Never rejects: what fails with the connection is asked again with the next one. */
  async #ask(topic: string): Promise<void> {
    try {
      await this.#subscriber.subscribe(PREFIX + topic)
    } catch (error) {
      this.#failed(this.#subscriber, error, `the subscription of ${topic} waits for the connection`)
    }
  }

  /** A Redis that takes connections but does not answer is as good as none: begin anew. */
  #failed(client: Redis | Cluster, error: unknown, what: string): void {
    this.#log.debug({ err: error }, what)
    if (client.status === 'ready' && error instanceof Error && error.message === TIMED_OUT) client.disconnect(true)
  }

  #receive(channel: Buffer, message: Buffer): void {
    const from = message.toString('latin1', 0, ID_LENGTH)
    if (from === this.replicaId) return this.#echo?.()
    if (message.length < ID_LENGTH) return
    this.#topics.deliver(channel.toString('utf8').slice(PREFIX.length), message.subarray(ID_LENGTH), from)
  }

  /** Once for each outage: every retry fails the same way. */
  #tellDown(error: Error): void {
    if (this.#toldDown) return
    this.#toldDown = true
    this.#log.warn(
      { err: error },
      'Redis cannot be reached; replicas hear of each other through the log until it is back',
    )
  }
}

function connect(url: string): Redis | Cluster {
  const nodes = url.split(',').map((node) => node.trim())
  const options: RedisOptions = {
    // Nothing waits for a connection that is down: news would be old by then.
    enableOfflineQueue: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: 3_000,
    commandTimeout: 2_000,
    retryStrategy: delay,
  }
  const [only] = nodes
  if (nodes.length === 1 && only !== undefined) return new Redis(only, options)
  const { retryStrategy: _single, ...redisOptions } = options
  return new Cluster(nodes, { redisOptions, enableOfflineQueue: false, clusterRetryStrategy: delay })
}

/** Keeps the subscription of what only its sender hears. */
function nobody(): void {}

function delay(attempt: number): number {
  return Math.min(MAX_RETRY_MS, 50 * 2 ** Math.min(attempt, 6)) * (0.75 + Math.random() / 2)
}
