import { fork, type ChildProcess } from 'node:child_process'
import { availableParallelism } from 'node:os'

import type { Report } from './worker.ts'

const BLOCK = 10

export interface Batch {
  from: number
  count: number
  mutant?: string
  /** Processes; one per core unless told. */
  jobs?: number
  /** End at the first failure. */
  isEager?: boolean
  onReport?: (report: Report) => void
}

export interface Result {
  /** By seed. */
  failures: Report[]
  seeds: number
  events: number
  /** Virtual hours. */
  hours: number
  /** Real seconds. */
  seconds: number
}

/** Shares the seeds of a batch among processes. Each gets its blocks in growing order. */
export async function runBatch({
  from,
  count,
  mutant,
  jobs = availableParallelism(),
  isEager,
  onReport,
}: Batch): Promise<Result> {
  const started = performance.now()
  const result: Result = { failures: [], seeds: 0, events: 0, hours: 0, seconds: 0 }
  let next = from
  let isOver = false
  const give = (child: ChildProcess): void => {
    if (next >= from + count || isOver) {
      child.disconnect()
      return
    }
    child.send({ from: next, count: Math.min(BLOCK, from + count - next) })
    next += BLOCK
  }
  const take = (report: Report): void => {
    result.seeds += 1
    result.events += report.events
    result.hours += report.time / 3_600_000
    if (report.failure !== null) {
      result.failures.push(report)
      isOver ||= isEager === true
    }
    onReport?.(report)
  }
  await Promise.all(
    Array.from({ length: Math.min(jobs, Math.ceil(count / BLOCK)) }, async () => {
      const child = fork(new URL('./worker.ts', import.meta.url), mutant === undefined ? [] : [mutant])
      child.on('message', (message: Report | 'ready') => {
        if (message === 'ready') give(child)
        else if (!isOver) take(message)
        if (isOver) child.kill()
      })
      await ended(child, () => isOver)
    }),
  )
  result.failures.sort((a, b) => a.seed - b.seed)
  return { ...result, seconds: (performance.now() - started) / 1000 }
}

function ended(child: ChildProcess, mayDie: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => {
      if (code === 0 || mayDie()) resolve()
      else reject(new Error(`a process of the simulator ended with ${code}`))
    })
  })
}
