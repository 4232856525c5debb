import type { Json } from '@axiom/shared/json'

import type { JobSpec } from './jobs.ts'
import type { JobStore } from './jobStore.ts'
import { endedWithin, type Perform } from './perform.ts'

export const CONCURRENCY = 4

/** Finds workers for what is due. */
export interface Runner {
  /** Looks for jobs that are due. */
  take(): Promise<void>
  stop(graceMs: number): Promise<void>
}

export interface RunnerDeps {
  store: JobStore
  perform: Perform
  specs: ReadonlyMap<string, JobSpec<Json>>
  leaseMs: number
  /** There may be room for more. */
  wake: () => void
}

/** Takes jobs from the store itself; as many processes as like. */
export function createEmbeddedRunner({ store, perform, specs, leaseMs, wake }: RunnerDeps): Runner {
  const running = new Map<string, Set<Promise<void>>>()
  const stopping = new AbortController()

  const roomFor = ({ kind, concurrency = CONCURRENCY }: JobSpec<Json>): number =>
    concurrency - (running.get(kind)?.size ?? 0)

  async function takeOf(spec: JobSpec<Json>): Promise<void> {
    for (const seen of await store.due([spec.kind], roomFor(spec))) {
      if (stopping.signal.aborted) return
      const job = await store.claim(seen, leaseMs)
      if (job === null) continue
      const set = running.get(spec.kind) ?? new Set()
      running.set(spec.kind, set)
      const work = perform(spec, job, stopping.signal).finally(() => {
        set.delete(work)
        wake()
      })
      set.add(work)
    }
  }

  return {
    async take() {
      const free = [...specs.values()].filter((spec) => roomFor(spec) > 0)
      // One question for all of them while nothing is due, which is nearly always.
      const first = await store.due(
        free.map(({ kind }) => kind),
        1,
      )
      if (first.length > 0) for (const spec of free) await takeOf(spec)
    },
    async stop(graceMs) {
      const working = (): Promise<void>[] => [...running.values()].flatMap((set) => [...set])
      if (await endedWithin(graceMs, working())) return
      stopping.abort()
      await Promise.all(working())
    },
  }
}
