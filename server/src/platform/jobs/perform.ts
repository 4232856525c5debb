import { setTimeout as wait } from 'node:timers/promises'

import type { Json } from '@axiom/shared/json'

import type { Logger } from '../logging/log.ts'
import type { JobMetrics } from './jobMetrics.ts'
import { Hopeless, type Backoff, type JobCall, type JobSpec } from './jobs.ts'
import type { JobStore, StoredJob } from './jobStore.ts'

/** Whoever has taken a job and says nothing for so long is thought dead. */
export const LEASE_MS = 30_000
const ATTEMPTS = 8
const TIMEOUT_MS = 60_000
const BACKOFF: Backoff = { firstMs: 2_000, maxMs: 3_600_000 }

export interface PerformDeps {
  store: JobStore
  now: () => number
  log: Logger
  metrics: JobMetrics
  leaseMs: number
}

/** Does the work of a job that was claimed, and writes what became of it. Never rejects. */
export type Perform = (spec: JobSpec<Json>, job: StoredJob, stopping: AbortSignal) => Promise<void>

export function createPerform({ store, now, log, metrics, leaseMs }: PerformDeps): Perform {
  async function give(spec: JobSpec<Json>, job: StoredJob, error: string): Promise<void> {
    if (!(await store.bury(job, error))) return
    metrics.ended(spec.kind, 'dead')
    log.error({ kind: spec.kind, job: job.run, attempts: job.attempts, error }, 'a job was given up')
    const payload = spec.payload.safeParse(JSON.parse(job.payload))
    if (payload.success) await spec.onDead?.(payload.data, error, job.run)
  }

  async function fail(spec: JobSpec<Json>, job: StoredJob, error: unknown): Promise<void> {
    const message = error instanceof Error ? error.message : String(error)
    if (error instanceof Hopeless || job.attempts >= (spec.attempts ?? ATTEMPTS)) return give(spec, job, message)
    metrics.ended(spec.kind, 'repeated')
    log.warn({ err: error, kind: spec.kind, job: job.run, attempt: job.attempts }, 'a job failed and is repeated')
    await store.repeat(job, { at: now() + waitBefore(job.attempts + 1, spec.backoff), error: message })
  }

  async function attempt(spec: JobSpec<Json>, job: StoredJob, stopping: AbortSignal): Promise<void> {
    if (job.attempts > (spec.attempts ?? ATTEMPTS)) return give(spec, job, job.error ?? 'The process ended each time.')
    const lost = new AbortController()
    const late = AbortSignal.timeout(spec.timeoutMs ?? TIMEOUT_MS)
    const signal = AbortSignal.any([stopping, lost.signal, late])
    const heart = setInterval(() => {
      store.extend(job, leaseMs).then(
        (kept) => void (kept || lost.abort()),
        (error: unknown) => log.warn({ err: error, job: job.run }, 'a job could not be kept'),
      )
    }, leaseMs / 3)
    try {
      await untilAborted(signal, work(spec, job, signal))
      if (await store.finish(job)) metrics.ended(spec.kind, 'done')
    } catch (error) {
      if (lost.signal.aborted) log.warn({ kind: spec.kind, job: job.run }, 'a job was taken over by another process')
      else if (stopping.aborted) await store.release(job)
      else await fail(spec, job, late.aborted ? new Error('It took too long.') : error)
    } finally {
      clearInterval(heart)
    }
  }

  return async (spec, job, stopping) => {
    const end = metrics.begin(spec.kind)
    try {
      await attempt(spec, job, stopping)
    } catch (error) {
      // The store is away: the lease runs out, and the job is done again.
      log.error({ err: error, kind: spec.kind, job: job.run }, 'what became of a job could not be kept')
    } finally {
      end()
    }
  }
}

async function work(spec: JobSpec<Json>, job: StoredJob, signal: AbortSignal): Promise<void> {
  const payload = spec.payload.safeParse(JSON.parse(job.payload))
  if (!payload.success) throw new Hopeless('The payload is not one of this kind.')
  const call: JobCall = { id: job.run, attempt: job.attempts, signal }
  await spec.run(payload.data, call)
}

/** Work that does not listen to its signal is not waited for. */
async function untilAborted(signal: AbortSignal, working: Promise<void>): Promise<void> {
  const settled = new AbortController()
  const aborted = new Promise<never>((_, reject) => {
    const stop = (): void => reject(new Error('aborted'))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true, signal: settled.signal })
  })
  try {
    await Promise.race([working, aborted])
  } finally {
    settled.abort()
  }
}

/** Milliseconds before an attempt (the second is 2): doubled each time, give or take a quarter, so that they don't come in step. */
export function waitBefore(attempt: number, { firstMs, maxMs }: Backoff = BACKOFF, random = Math.random): number {
  const ms = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 2, 30))
  return ms * (0.75 + random() / 2)
}

/** Resolves when all work is over, or after `ms`; false then. */
export async function endedWithin(ms: number, working: Iterable<Promise<unknown>>): Promise<boolean> {
  const timer = new AbortController()
  const late = wait(ms, false, { signal: timer.signal }).catch(() => false)
  const ended = await Promise.race([Promise.all(working).then(() => true), late])
  timer.abort()
  return ended
}
