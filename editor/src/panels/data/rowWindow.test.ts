import { expect, it } from 'vitest'

import { ROW_HEIGHT, windowAt } from './rowWindow.ts'

it('draws all of a short list', () => {
  expect(windowAt(0, 400, 7)).toEqual({ from: 0, to: 7 })
  expect(windowAt(0, 400, 0)).toEqual({ from: 0, to: 0 })
})

it.each([0, 1, 33, 1_000, 99_999, 1_650_000, 3_299_000, 3_300_000])(
  'draws few of 100,000 rows, and all that are seen, at %i pixels',
  (scrollTop) => {
    const height = 420
    const { from, to } = windowAt(scrollTop, height, 100_000)
    expect(to - from).toBeLessThan(60)
    expect(from).toBeLessThanOrEqual(scrollTop / ROW_HEIGHT)
    expect(to).toBeGreaterThanOrEqual(Math.min(100_000, (scrollTop + height) / ROW_HEIGHT))
  },
)

it('stays while a hand moves little', () => {
  expect(windowAt(100 * ROW_HEIGHT, 400, 1_000)).toEqual(windowAt(101 * ROW_HEIGHT, 400, 1_000))
})
