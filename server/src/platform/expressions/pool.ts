import { Worker } from 'node:worker_threads'

import { AppError } from '@axiom/shared/errors'
import type { Failure, Outcome } from '@axiom/shared/expressions/evaluator'

import type { Answer, Job, Question } from './messages.ts'

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
const MEMORY = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }

interface Batch {
  jobs: readonly Job[]
  done: (outcomes: Outcome[]) => void
  refuse: (error: Error) => void
}

interface Thread {
  worker: Worker
  isReady: boolean
  batch: Batch | null
  timer: NodeJS.Timeout | undefined
}

/** A pool that starts its threads when they are needed, and ends them when they are not. */
export function createExpressionPool({
  threads: size = 2,
  killAfter = 250,
}: ExpressionPoolOptions = {}): ExpressionPool {
  const threads = new Set<Thread>()
  const queue: Batch[] = []
  let closed = false

  function start(): void {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { resourceLimits: MEMORY, env: {}, argv: [] })
    const thread: Thread = { worker, isReady: false, batch: null, timer: undefined }
    threads.add(thread)
    worker.unref()
    worker.on('message', ({ outcomes }: Answer) => {
      thread.isReady = true
      finish(thread, outcomes)
      serve()
    })
    const die = (reason: string): void => {
      if (!threads.delete(thread)) return
      finish(thread, null, reason)
      if (!closed && queue.length > 0) serve()
    }
    // Too much memory ends the thread by an error of its own.
    worker.on('error', (error) => die(`The expression needs too much: ${error.message}`))
    worker.on('exit', () => die('The expression took too long.'))
  }

  function serve(): void {
    for (const thread of threads) {
      if (!thread.isReady || thread.batch) continue
      const batch = queue.shift()
      if (batch) give(thread, batch)
      else rest(thread)
    }
    if (queue.length > 0 && threads.size < size) start()
  }

  function give(thread: Thread, batch: Batch): void {
    clearTimeout(thread.timer)
    thread.batch = batch
    // Batches get more, but none of their parts may take long for nothing.
    const limit = killAfter + 5 * (batch.jobs.length - 1)
    thread.timer = setTimeout(() => void thread.worker.terminate(), limit)
    const question: Question = { id: 1, jobs: batch.jobs }
    try {
      thread.worker.postMessage(question)
    } catch (error) {
      // Something in the scope is no plain data.
      finish(thread, null, error instanceof Error ? error.message : String(error))
    }
  }

  function rest(thread: Thread): void {
    clearTimeout(thread.timer)
    thread.timer = setTimeout(() => void thread.worker.terminate(), IDLE_MS)
    thread.timer.unref()
  }

  function finish(thread: Thread, outcomes: Outcome[] | null, reason = ''): void {
    const { batch } = thread
    clearTimeout(thread.timer)
    thread.batch = null
    batch?.done(outcomes ?? batch.jobs.map(() => failure(reason)))
  }

  function run(jobs: readonly Job[]): Promise<Outcome[]> {
    if (closed || queue.length >= QUEUE_LIMIT) return Promise.reject(new AppError('unavailable', { retryAfter: 1 }))
    return new Promise((done, refuse) => {
      queue.push({ jobs, done, refuse })
      serve()
    })
  }

  async function evaluateAll(jobs: readonly Job[]): Promise<Outcome[]> {
    const batches = Array.from({ length: Math.ceil(jobs.length / BATCH) }, (_, i) =>
      jobs.slice(i * BATCH, (i + 1) * BATCH),
    )
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
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}

function failure(message: string): Failure {
  return { ok: false, message, position: null }
}
