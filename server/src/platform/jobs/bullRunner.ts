import { Queue, Worker } from 'bullmq'
import type { Cluster, Redis } from 'ioredis'
import { z } from 'zod'

import type { Logger } from '../logging/log.ts'
import { CONCURRENCY, type Runner, type RunnerDeps } from './embeddedRunner.ts'
import { endedWithin } from './perform.ts'

/** All keys of a queue in one slot, as a Redis Cluster demands. */
const PREFIX = '{axiom-jobs}'
const BATCH = 500
/** Redis may be away when the process ends. */
const CLOSE_MS = 1_000
const ANSWER_MS = 3_000

/** What Redis is told of a job: enough to claim it in the store, and nothing that would be missed. */
const Handed = z.object({ _id: z.string(), run: z.string(), attempts: z.int() })

export interface BullRunnerDeps extends RunnerDeps {
  connect: () => Redis | Cluster
  log: Logger
}

/**
 * Hands what is due to BullMQ, which chooses the process. The store stays the truth: Redis gets a ticket, whoever holds it claims the
 * row, and what Redis forgets is handed over again after the lease. So retries, delays and keys are the same with and without Redis.
 */
export function createBullRunner({ store, perform, specs, leaseMs, connect, log }: BullRunnerDeps): Runner {
  const stopping = new AbortController()
  const onError = (error: Error): void => log.debug({ err: error }, 'Redis cannot be asked about jobs')
  const producer = connect().on('error', onError)
  const queues = new Map([...specs.keys()].map((kind) => [kind, openQueue(producer, kind, onError)]))
  const connections: (Redis | Cluster)[] = [producer]
  const workers = [...specs.values()].map((spec) => {
    const connection = connect().on('error', onError)
    connections.push(connection)
    const worker = new Worker(
      spec.kind,
      async ({ data }: { data: unknown }) => {
        const job = await store.claim(Handed.parse(data), leaseMs)
        if (job !== null) await perform(spec, job, stopping.signal)
      },
      {
        connection,
        prefix: PREFIX,
        concurrency: spec.concurrency ?? CONCURRENCY,
        lockDuration: leaseMs,
        stalledInterval: leaseMs,
        // The lease in the store says when a job is begun again.
        maxStalledCount: 0,
        removeOnComplete: { count: 0 },
        removeOnFail: { count: 0 },
      },
    )
    return worker.on('error', onError)
  })

  return {
    async take() {
      // While Redis is away jobs wait in the store.
      if (producer.status !== 'ready') return
      for (const job of await store.due([...specs.keys()], BATCH)) {
        const { _id, run, attempts, kind } = job
        // The same ticket twice is one to BullMQ: nobody need know whether the first is still there.
        const adding = queues.get(kind)?.add(kind, { _id, run, attempts }, { jobId: `${run}-${attempts}` })
        if (adding !== undefined && !(await endedWithin(ANSWER_MS, [adding]))) return
        await store.putOff(job, leaseMs)
      }
    },
    async stop(graceMs) {
      const closing = workers.map((worker) => worker.close())
      if (!(await endedWithin(graceMs, closing))) stopping.abort()
      await endedWithin(CLOSE_MS, [...closing, ...[...queues.values()].map((queue) => queue.close())])
      for (const connection of connections) connection.disconnect()
    },
  }
}

function openQueue(connection: Redis | Cluster, kind: string, onError: (error: Error) => void): Queue {
  const queue = new Queue(kind, {
    connection,
    prefix: PREFIX,
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  })
  return queue.on('error', onError)
}
