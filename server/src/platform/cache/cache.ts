import type { Counter } from 'prom-client'

/** How a look into a cache ended: `hit`, `miss`, `failed` (it could not be asked). */
export type CacheReads = Counter<'outcome'>

/** An answer is kept no longer than this, whatever else happens. */
export const KEPT_MS = 5 * 60_000
/** A longer answer (as JSON, in characters) is not kept: it would push out many others. */
export const LONGEST = 256 * 1024

/**
 * Answers that are dear to work out, kept in groups: everything that rests on the same thing is one group, and is stale at once when
 * that changes. Every implementation passes `describeCache`. A cache that is away is passed by: then each answer is worked out.
 */
export interface Cache {
  /**
   * What is kept of `group` under `key`, else what `work` gives. Callers who ask at the same time may share one `work`. A fresh copy
   * each time, of JSON; rejects only with the error of `work`, and such an outcome is not kept.
   */
  get<T>(group: string, key: string, work: () => Promise<T>): Promise<T>
  /**
   * To be called after a change was made durable and before anybody is told so: once it resolves nobody gets what had been worked out
   * before, in whatever process. Never rejects.
   */
  renew(groups: readonly string[]): Promise<void>
  close(): Promise<void>
}

/** Keeps nothing: for processes that could not hear of each other's changes. */
export const noCache: Cache = {
  get: (_group, _key, work) => work(),
  renew: () => Promise.resolve(),
  close: () => Promise.resolve(),
}
