import { expect, it } from 'vitest'

import { Rate } from './rate.ts'

it('[G5] lets bursts pass, pauses what is steadily too fast, and gives up on floods', () => {
  const rate = new Rate(0)
  for (let i = 0; i < 480; i++) expect(rate.spend(100, 0)).toBe(0)
  expect(rate.spend(100, 0)).toBeGreaterThan(0)
  expect(rate.spend(100, 1_000)).toBe(0)
  let last: number | null = 0
  for (let i = 0; i < 2_000; i++) last = rate.spend(100, 1_000)
  expect(last).toBeNull()
})

it('[G5] a whole document at once after a long time offline is not too fast', () => {
  expect(new Rate(0).spend(15 << 20, 0)).toBe(0)
})

it('[G5] whoever makes the server work for long waits accordingly, and is never cut off for it', () => {
  const rate = new Rate(0)
  expect(rate.work(900, 0)).toBe(0)
  expect(rate.work(350, 0)).toBe(1_000)
  expect(rate.work(0, 1_000)).toBe(0)
  expect(rate.work(10, 60_000)).toBe(0)
})
