import { Worker } from 'node:worker_threads'

import type { Failure, Outcome } from '@axiom/shared/expressions/evaluator'

import type { Answer, Job, Question } from './messages.ts'

/** Evaluations to make, and who waits for them. */
export interface Batch {
  jobs: readonly Job[]
  done: (outcomes: Outcome[]) => void
  refuse: (error: Error) => void
}

export interface ThreadOptions {
  /** Milliseconds for one evaluation. */
  killAfter: number
  /** Milliseconds that it may have nothing to do. */
  idle: number
  onFree: () => void
  onEnd: () => void
}

export interface Thread {
  isFree(): boolean
  give(batch: Batch): void
  /** There is nothing to do: it ends itself after a while. */
  rest(): void
  end(): Promise<unknown>
}

const MEMORY = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 }

/** A thread that takes one batch at a time, and is ended with it where that takes too long or too much. */
export function startThread({ killAfter, idle, onFree, onEnd }: ThreadOptions): Thread {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { resourceLimits: MEMORY, env: {}, argv: [] })
  let state: 'starting' | 'ready' | 'ended' = 'starting'
  let batch: Batch | null = null
  let timer: NodeJS.Timeout | undefined

  function finish(outcomes: Outcome[] | null, reason = ''): void {
    const finished = batch
    clearTimeout(timer)
    batch = null
    finished?.done(outcomes ?? finished.jobs.map(() => failure(reason)))
  }
  function die(reason: string): void {
    if (state === 'ended') return
    state = 'ended'
    finish(null, reason)
    onEnd()
  }

  worker.unref()
  worker.on('message', ({ outcomes }: Answer) => {
    state = 'ready'
    finish(outcomes)
    onFree()
  })
  // Too much memory ends the thread by an error of its own.
  worker.on('error', (error) => die(`The expression needs too much: ${error.message}`))
  worker.on('exit', () => die('The expression took too long.'))

  return {
    isFree: () => state === 'ready' && batch === null,
    give(next) {
      clearTimeout(timer)
      batch = next
      // Batches get more, but none of their parts may take long for nothing.
      timer = setTimeout(() => void worker.terminate(), killAfter + 5 * (next.jobs.length - 1))
      const question: Question = { id: 1, jobs: next.jobs }
      try {
        worker.postMessage(question)
      } catch (error) {
        // Something in the scope is no plain data.
        finish(null, error instanceof Error ? error.message : String(error))
      }
    },
    rest() {
      clearTimeout(timer)
      timer = setTimeout(() => void worker.terminate(), idle)
      timer.unref()
    },
    end: () => worker.terminate(),
  }
}

export function failure(message: string): Failure {
  return { ok: false, message, position: null }
}
