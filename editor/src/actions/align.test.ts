import { expect, it } from 'vitest'

import { aligned, distributed, sameSize } from './align.ts'

const frames = {
  a: { x: 0, y: 0, w: 10, h: 10 },
  b: { x: 30, y: 7, w: 20, h: 30 },
  c: { x: 90, y: 50, w: 10, h: 10 },
}

it('aligns edges and middles to the common box', () => {
  expect(Object.values(aligned(frames, 'x', 'end')).map((frame) => frame.x)).toEqual([90, 80, 90])
  expect(Object.values(aligned(frames, 'y', 'middle')).map((frame) => frame.y)).toEqual([25, 15, 25])
})

it('aligns a single widget to its parent', () => {
  expect(aligned({ a: frames.a }, 'x', 'middle', { x: 0, y: 0, w: 100, h: 100 })).toEqual({ a: { ...frames.a, x: 45 } })
})

it('distributes with equal gaps and keeps the outer two', () => {
  expect(Object.values(distributed(frames, 'x')).map((frame) => frame.x)).toEqual([0, 40, 90])
})

it('gives all the size of the first', () => {
  expect(Object.values(sameSize(frames, 'y')).map((frame) => frame.h)).toEqual([10, 10, 10])
})
