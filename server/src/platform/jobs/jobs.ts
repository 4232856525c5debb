import type { Json } from '@axiom/shared/json'
import type { z } from 'zod'

import type { WithSession } from '../db/port.ts'

/** What the work of a job is told beside its payload. */
export interface JobCall {
  /** The same in every attempt: what makes an effect at another place happen once. */
  id: string
  /** 1 for the first. */
  attempt: number
  /** Aborted when the process stops, when the time is over, or when another process has taken the job over. */
  signal: AbortSignal
}

export interface Backoff {
  /** Milliseconds before the second attempt; each further wait is twice as long, give or take a quarter. */
  firstMs: number
  maxMs: number
}

export interface JobSpec<T extends Json> {
  /** `feature.verb`, unique; stored with each job. */
  kind: string
  /** What is stored is checked again when it is run: an older process may have written it. */
  payload: z.ZodType<T>
  /**
   * Does the work; at least once, so that a second time must do no harm. Throw to have it repeated later, `Hopeless` when repeating
   * cannot help.
   */
  run: (payload: T, call: JobCall) => Promise<void>
  /** Whose it is, for those who look after their own; none: the installation's. */
  owner?: (payload: T) => string | null
  /** Told once when the job is given up; `id` as in `JobCall`. */
  onDead?: (payload: T, error: string, id: string) => Promise<void>
  /** How many run at the same time in one process; 4 unless told. */
  concurrency?: number
  /** How often it is tried; 8 unless told. A process that dies with the job counts too. */
  attempts?: number
  backoff?: Backoff
  /** An attempt that takes longer has failed; 60,000 unless told. */
  timeoutMs?: number
}

export interface EnqueueOptions extends WithSession {
  /** Not before so many milliseconds from now. */
  delayMs?: number
  /** While a job of this kind with the same key waits or runs, nothing is added. */
  key?: string
}

/** Adds a job. With a session it is there if, and only if, that transaction is. */
export type Enqueue<T extends Json> = (payload: T, options?: EnqueueOptions) => Promise<void>

export interface Schedule<T extends Json> extends WithSession {
  /** Unique; the same name again replaces what was there. */
  name: string
  /** Five fields of cron, or six with seconds. */
  cron: string
  /** A name of the IANA table, as `Europe/Zurich`; UTC unless told. */
  timeZone?: string
  payload: T
}

export interface DeadJob {
  id: string
  kind: string
  payload: Json
  attempts: number
  error: string
  diedAt: Date
}

/** A job as those see it who look after them; what it works on stays out. */
export interface JobInfo {
  id: string
  kind: string
  owner: string | null
  state: 'waiting' | 'running' | 'dead'
  attempts: number
  /** Of the last attempt. */
  error: string | null
  /** When it is due, or was given up. */
  at: Date
}

export interface JobQuery {
  isDead: boolean
  /** Only those of this owner. */
  owner?: string | undefined
  limit: number
}

/** A kind of job, ready to be used. */
export interface JobKind<T extends Json> {
  enqueue: Enqueue<T>
  /**
   * Adds a job at each time that the expression names, once for all processes. What was missed while none ran is made up for once.
   * Throws RangeError for a wrong expression or time zone.
   */
  schedule(schedule: Schedule<T>): Promise<void>
}

/**
 * Work that outlives the request, and the process: kept in the store, done at least once, by any process of the installation.
 * `openJobs` makes it; `jobs.contract.ts` says what holds with and without Redis.
 */
export interface Jobs {
  /** Before `start`, in every process. */
  define<T extends Json>(spec: JobSpec<T>): JobKind<T>
  unschedule(name: string, options?: WithSession): Promise<void>
  /** Given up in the last 30 days, the newest first. */
  listDead(limit: number): Promise<DeadJob[]>
  /** What waits or runs, the next first; or what was given up, the newest first. */
  list(query: JobQuery): Promise<JobInfo[]>
  /** What waits is due now, what was given up begins anew, as the same job. False when there is none, or it runs. */
  retry(id: string, owner?: string): Promise<boolean>
  /** Forgets what waits or was given up. False when there is none, or it runs. */
  discard(id: string, owner?: string): Promise<boolean>
  /** Forgets all that waits or was given up of an owner who is gone; what runs ends by itself. */
  discardAll(owner: string): Promise<void>
  /** Begins to work. */
  start(): void
  /** Takes nothing new, and waits for what is under way; what has not ended after `graceMs` is left to others at once. */
  stop(graceMs?: number): Promise<void>
}

/** Thrown by the work of a job that will never succeed: it is not repeated. */
export class Hopeless extends Error {
  override readonly name = 'Hopeless'
}
