import { pino } from 'pino'
import { Registry } from 'prom-client'
import { afterEach, expect, it, vi } from 'vitest'

import { LogBreaker } from './logBreaker.ts'
import { createCollaborationMetrics } from './metrics.ts'
import { chunkIdAt } from './storage/chunkId.ts'
import type { ChunkStore } from './storage/chunkStore.ts'
import { UpdateLog } from './updateLog.ts'

const BY_ANN = { by: 'ann', origin: 'client', wrote: [], touched: [] } as const
/** How far back other replicas look, less what clocks may differ. */
const SEEN_MS = 60_000

afterEach(() => void vi.useRealTimers())

/** A log whose store does `append` with the seconds since the start; gives the ids that got in. */
function logOver(append: (seconds: number) => Promise<void>) {
  vi.useFakeTimers()
  const started = Date.now()
  const stored: string[] = []
  const store = {
    append: async ({ _id }: { _id: string }) => {
      await append((Date.now() - started) / 1000)
      stored.push(_id)
    },
  } as Partial<ChunkStore> as ChunkStore
  const breaker = new LogBreaker({ onChange: () => undefined, onFailure: () => undefined })
  const metrics = createCollaborationMetrics(new Registry())
  return {
    stored,
    log: new UpdateLog({ onStale: () => undefined, store, breaker, metrics, log: pino({ level: 'silent' }) }),
  }
}

it('[C9] [C10] what gets into the log after a long outage has an id that others still look for', async () => {
  const { log, stored } = logOver(async (seconds) => {
    if (seconds < 300) throw new Error('away')
  })
  const persisted = log.persist('project1', new Uint8Array([0, 0]), BY_ANN)
  await vi.advanceTimersByTimeAsync(310_000)
  await persisted
  expect(stored).toHaveLength(1)
  expect(stored.every((id) => id > chunkIdAt(Date.now() - SEEN_MS - 10_000))).toBe(true)
})

it('[C9] [C10] so has what the store took very long for, by a second entry', async () => {
  const { log, stored } = logOver((seconds) => new Promise((done) => setTimeout(done, seconds < 1 ? 200_000 : 1)))
  const persisted = log.persist('project1', new Uint8Array([0, 0]), BY_ANN)
  await vi.advanceTimersByTimeAsync(200_002)
  await persisted
  expect(stored).toHaveLength(2)
  expect(stored.at(-1) ?? '').toSatisfy((id) => id > chunkIdAt(Date.now() - SEEN_MS))
})
