import { expect, it } from 'vitest'

import { MUTANTS } from './mutants.ts'
import { runBatch } from './pool.ts'

const SEEDS = 2_000

const replayOf = (seed: number): string => `npm run simulate -- --seed ${seed}`

it(`[C1] [C5] [C7] [C8] [C9] [C10] [C14] [C15] [G2] [G3] [M2] [M7] ${SEEDS} seeded runs lose nothing, refuse nobody and converge`, async () => {
  const { failures, seeds } = await runBatch({ from: 1, count: SEEDS })
  expect(failures.map(({ seed, failure }) => `${replayOf(seed)}\n${failure}`)).toEqual([])
  expect(seeds).toBe(SEEDS)
})

it('the same seed gives the same trace, alone and after others', async () => {
  const hashes = new Map<number, Set<string>>()
  const onReport = ({ seed, hash }: { seed: number; hash: string }): void => {
    hashes.set(seed, (hashes.get(seed) ?? new Set()).add(hash))
  }
  await runBatch({ from: 1, count: 12, jobs: 1, onReport })
  await Promise.all([4, 9, 12].map((from) => runBatch({ from, count: 1, onReport })))
  expect(hashes.size).toBe(12)
  for (const [seed, found] of hashes) expect(found.size, replayOf(seed)).toBe(1)
  expect(new Set([...hashes.values()].flatMap((found) => [...found])).size).toBe(12)
})

it.each(Object.keys(MUTANTS))('finds a product that %s', async (mutant) => {
  const { failures } = await runBatch({ from: 1, count: SEEDS, mutant, isEager: true })
  expect(failures.length).toBeGreaterThan(0)
})
