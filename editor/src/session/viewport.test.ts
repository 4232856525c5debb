import { expect, it } from 'vitest'

import { sightOf, viewOf } from './viewport.ts'

it('what one sees can be seen in a window of another size: same middle, same width', () => {
  const sight = sightOf({ zoom: 0.5, pan: { x: 100, y: 40 } }, { width: 1000, height: 800 })
  expect(sight).toEqual({ x: 800, y: 720, w: 2000 })
  const small = { width: 500, height: 500 }
  const view = viewOf(sight, small)
  expect(view.zoom).toBe(0.25)
  expect(sightOf(view, small)).toEqual(sight)
})

it('a sight too wide for the smallest scale keeps its middle', () => {
  const size = { width: 100, height: 100 }
  expect(sightOf(viewOf({ x: 10, y: 20, w: 1e6 }, size), size)).toMatchObject({ x: 10, y: 20 })
})
