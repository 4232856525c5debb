import type { Json } from '@axiom/shared/json'

import type { Db } from '../db/port.ts'
import type { Logger } from '../logging/log.ts'
import type { Metrics } from '../metrics/metrics.ts'
import { createEmbeddedRunner, type Runner, type RunnerDeps } from './embeddedRunner.ts'
import { createJobMetrics } from './jobMetrics.ts'
import type { EnqueueOptions, JobInfo, JobKind, Jobs, JobSpec } from './jobs.ts'
import { createJobStore, type JobStore } from './jobStore.ts'
import { createPerform, LEASE_MS } from './perform.ts'
import { createSchedules, type Schedules } from './schedules.ts'

const POLL_MS = 1_000
/** A transaction that adds a job ends within this, mostly; what comes later is found by the next poll. */
const COMMIT_MS = 20
const GRACE_MS = 3_000

export interface JobsOptions {
  db: Db
  log: Logger
  metrics: Metrics
  now?: () => number
  /** BullMQ hands the jobs out; without it each process takes them from the store. */
  redisUrl?: string | undefined
  /** How often the store is asked (ms). */
  pollMs?: number
  /** After so long a silent process is thought dead (ms). */
  leaseMs?: number
}

/** Jobs of an installation. Throws when Redis is there and would lose them. */
export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const { db, log, metrics, now = Date.now, redisUrl, pollMs = POLL_MS, leaseMs = LEASE_MS } = options
  const specs = new Map<string, JobSpec<Json>>()
  const store = await createJobStore(db, now, (kind, payload) => specs.get(kind)?.owner?.(payload) ?? null)
  const schedules = await createSchedules(db, store, now)
  const perform = createPerform({ store, now, log, metrics: createJobMetrics(metrics, store), leaseMs })
  const wake = (): void => poller?.wake()
  const open = await runnerFor(redisUrl, log)
  let poller: ReturnType<typeof startPolling> | null = null

  return {
    define: (spec) => {
      specs.set(spec.kind, spec as unknown as JobSpec<Json>)
      return kindOf({ store, schedules, now, wake }, spec.kind)
    },
    unschedule: (name, inSession) => schedules.remove(name, inSession),
    async listDead(limit) {
      const rows = await store.listDead(limit)
      return rows.map(({ _id: id, payload, ...rest }) => ({ id, ...rest, payload: JSON.parse(payload) as Json }))
    },
    async list({ isDead, owner, limit }) {
      if (isDead) return (await store.dead(owner, limit)).map(({ diedAt, ...row }) => toInfo(row, 'dead', diedAt))
      const rows = await store.waiting(owner, limit)
      return rows.map(({ run, claim, dueAt, ...row }) =>
        toInfo({ ...row, _id: run }, claim === null ? 'waiting' : 'running', dueAt),
      )
    },
    async retry(id, owner) {
      const found = (await store.revive(id, owner)) || (await store.hurry(id, owner))
      if (found) wake()
      return found
    },
    discard: (id, owner) => store.discard(id, owner),
    discardAll: (owner) => store.discardAll(owner),
    start() {
      const runner = open({ store, perform, specs, leaseMs, wake })
      poller = startPolling({ runner, schedules, kinds: [...specs.keys()], pollMs, log })
    },
    async stop(graceMs = GRACE_MS) {
      await poller?.stop(graceMs)
      poller = null
    },
  }
}

type Row = Pick<JobInfo, 'kind' | 'attempts' | 'error'> & { _id: string; owner?: string | null }

function toInfo({ _id: id, kind, owner = null, attempts, error }: Row, state: JobInfo['state'], at: Date): JobInfo {
  return { id, kind, owner, state, attempts, error, at }
}

type OpenRunner = (deps: RunnerDeps) => Runner

/** BullMQ is only loaded where there is a Redis. */
async function runnerFor(redisUrl: string | undefined, log: Logger): Promise<OpenRunner> {
  if (redisUrl === undefined) return createEmbeddedRunner
  const { connectForJobs, demandNoEviction } = await import('./redisForJobs.ts')
  await demandNoEviction(redisUrl, log)
  const { createBullRunner } = await import('./bullRunner.ts')
  return (deps) => createBullRunner({ ...deps, log, connect: () => connectForJobs(redisUrl) })
}

function kindOf<T extends Json>(
  { store, schedules, now, wake }: { store: JobStore; schedules: Schedules; now: () => number; wake: () => void },
  kind: string,
): JobKind<T> {
  return {
    async enqueue(payload, { delayMs = 0, key, session }: EnqueueOptions = {}) {
      await store.add({ kind, payload, dueAt: now() + delayMs, key }, session)
      if (session === undefined) wake()
      else setTimeout(wake, COMMIT_MS).unref()
    },
    schedule: (schedule) => schedules.set(kind, schedule),
  }
}

interface PollingOptions {
  runner: Runner
  schedules: Schedules
  kinds: string[]
  pollMs: number
  log: Logger
}

/** Asks the store now and then, and at once when there is reason to. */
function startPolling({ runner, schedules, kinds, pollMs, log }: PollingOptions) {
  let asking: Promise<void> | null = null
  let again = false
  let stopped = false

  async function ask(): Promise<void> {
    do {
      again = false
      try {
        await schedules.tick(kinds)
        await runner.take()
      } catch (error) {
        // The store or Redis is away: what waits is not lost, and asked for again.
        log.warn({ err: error }, 'jobs could not be looked for')
      }
    } while (again && !stopped)
    asking = null
  }

  function wake(): void {
    if (stopped) return
    again = true
    asking ??= ask()
  }

  const timer = setInterval(wake, pollMs)
  wake()
  return {
    wake,
    async stop(graceMs: number): Promise<void> {
      stopped = true
      clearInterval(timer)
      await asking
      await runner.stop(graceMs)
    },
  }
}
