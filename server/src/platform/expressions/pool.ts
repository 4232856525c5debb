import { AppError } from '@axiom/shared/errors'
import type { Outcome } from '@axiom/shared/expressions/evaluator'

import type { Job } from './messages.ts'
import { type Batch, failure, startThread, type Thread } from './thread.ts'

/** Evaluates expressions in threads of their own [M13]: whatever they do, the server goes on. */
export interface ExpressionPool {
  /** What is wrong with the expression is in the outcome. Rejects with `unavailable` when too many wait, and after closing. */
  evaluate(source: string, scope: unknown): Promise<Outcome>
  /** Several at once, in their order. */
  evaluateAll(jobs: readonly Job[]): Promise<Outcome[]>
  close(): Promise<void>
}

export interface ExpressionPoolOptions {
  threads?: number
  /** Milliseconds after which a thread is ended; JSONata's own limit of 100 ms comes first, where it gets there. */
  killAfter?: number
}

/** Evaluations that one message carries. */
const BATCH = 50
/** Batches that may wait. */
const QUEUE_LIMIT = 1_000
/** A thread that nobody needs is ended after this long (ms): each takes some 15 MB. */
const IDLE_MS = 30_000

/** A pool that starts its threads when they are needed, and ends them when they are not. */
export function createExpressionPool({
  threads: size = 2,
  killAfter = 250,
}: ExpressionPoolOptions = {}): ExpressionPool {
  const threads = new Set<Thread>()
  const queue: Batch[] = []
  let closed = false

  function start(): void {
    const thread = startThread({
      killAfter,
      idle: IDLE_MS,
      onFree: serve,
      onEnd() {
        threads.delete(thread)
        if (!closed) serve()
      },
    })
    threads.add(thread)
  }

  function serve(): void {
    for (const thread of threads) {
      if (!thread.isFree()) continue
      const batch = queue.shift()
      if (batch) thread.give(batch)
      else thread.rest()
    }
    if (queue.length > 0 && threads.size < size) start()
  }

  function run(jobs: readonly Job[]): Promise<Outcome[]> {
    if (closed || queue.length >= QUEUE_LIMIT) return Promise.reject(new AppError('unavailable', { retryAfter: 1 }))
    return new Promise((done, refuse) => {
      queue.push({ jobs, done, refuse })
      serve()
    })
  }

  async function evaluateAll(jobs: readonly Job[]): Promise<Outcome[]> {
    const count = Math.ceil(jobs.length / BATCH)
    const batches = Array.from({ length: count }, (_, i) => jobs.slice(i * BATCH, (i + 1) * BATCH))
    return (await Promise.all(batches.map(run))).flat()
  }

  return {
    evaluateAll,
    async evaluate(source, scope) {
      const [outcome] = await evaluateAll([{ source, scope }])
      return outcome ?? failure('Nothing was answered.')
    },
    async close() {
      closed = true
      for (const { refuse } of queue.splice(0)) refuse(new AppError('unavailable', { retryAfter: 1 }))
      await Promise.all([...threads].map((thread) => thread.end()))
    },
  }
}
