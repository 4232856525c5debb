import { expect, it } from 'vitest'

import { LogBreaker } from './logBreaker.ts'
import { StaleError } from './storage/chunkStore.ts'

it('[C9] [C14] a log that refuses is there again: who waits after the one that it refused goes on', async () => {
  const changes: boolean[] = []
  const breaker = new LogBreaker({ patienceMs: 20, onChange: (isDown) => changes.push(isDown), onFailure: () => {} })
  let answer: Error | null = new Error('away')
  const work = async (): Promise<string> => {
    if (answer !== null) throw answer
    return 'stored'
  }
  const first = breaker.persist(work)
  await expect.poll(() => breaker.isDown).toBe(true)
  // The epoch of this one is over, and nobody else tries anything.
  answer = new StaleError()
  await expect(first).rejects.toThrow(StaleError)
  expect([breaker.isDown, changes]).toEqual([false, [true, false]])
  answer = null
  await expect(breaker.persist(work)).resolves.toBe('stored')
  await expect(breaker.once(work)).resolves.toBe('stored')
})
