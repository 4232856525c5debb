import { Gauge, Histogram } from 'prom-client'

import type { Metrics } from '../metrics/metrics.ts'
import type { JobStore } from './jobStore.ts'

export type JobOutcome = 'done' | 'repeated' | 'dead'

/** Figures of jobs: how many wait, how they end, how long they take. */
export function createJobMetrics({ registry, counter }: Metrics, store: Pick<JobStore, 'countByKind'>) {
  const ended = counter('axiom_jobs_total', 'Attempts of jobs by kind and outcome.', ['kind', 'outcome'])
  const seconds = new Histogram({
    name: 'axiom_job_seconds',
    help: 'Duration of attempts of jobs by kind.',
    labelNames: ['kind'],
    buckets: [0.01, 0.05, 0.25, 1, 5, 15, 60],
    registers: [registry],
  })
  const waiting = new Gauge({
    name: 'axiom_jobs_waiting',
    help: 'Jobs that wait or run, by kind.',
    labelNames: ['kind'],
    registers: [registry],
    async collect() {
      const counts = await store.countByKind()
      waiting.reset()
      for (const [kind, count] of counts) waiting.set({ kind }, count)
    },
  })
  return {
    ended: (kind: string, outcome: JobOutcome): void => ended.inc({ kind, outcome }),
    /** Returns what is to be called at the end. */
    begin: (kind: string): (() => void) => seconds.startTimer({ kind }),
  }
}

export type JobMetrics = ReturnType<typeof createJobMetrics>
