import { describe, expect, it } from 'vitest'

import { resizeFrame, scaleInto } from './resize.ts'
import { snapMove, snapResize } from './snapping.ts'

const frame = (x: number, y: number, w = 100, h = 50) => ({ x, y, w, h })

describe('snapping', () => {
  it('pulls an edge onto a sibling within the threshold and draws the line over both', () => {
    const snap = snapMove(frame(103, 200), { siblings: [frame(100, 0)], parent: null }, 5)
    expect(snap).toMatchObject({ dx: -3, dy: 0 })
    expect(snap.guides).toContainEqual({ kind: 'line', axis: 'x', at: 100, from: 0, to: 250 })
  })

  it('leaves a box alone that is further away than the threshold', () => {
    expect(snapMove(frame(106, 300), { siblings: [frame(100, 0)], parent: null }, 5)).toEqual({
      dx: 0,
      dy: 0,
      guides: [],
    })
  })

  it('finds the middle of the parent', () => {
    const snap = snapMove(frame(548, 300), { siblings: [], parent: frame(0, 0, 1200, 800) }, 5)
    expect(snap.dx).toBe(2)
  })

  it('keeps the gap that the two boxes before it have, and shows every equal gap', () => {
    const snap = snapMove(frame(234, 3), { siblings: [frame(0, 0), frame(116, 0)], parent: null }, 5)
    expect(snap).toMatchObject({ dx: -2, dy: -3 })
    const gaps = snap.guides.filter((guide) => guide.kind === 'gap' && guide.axis === 'x')
    expect(gaps.map((guide) => guide.to - guide.from)).toEqual([16, 16])
  })

  it('centres between two neighbours', () => {
    const snap = snapMove(frame(203, 13, 100, 41), { siblings: [frame(0, 0), frame(400, 0)], parent: null }, 5)
    expect(snap.dx).toBe(-3)
  })

  it('moves only the pulled edge when resizing', () => {
    const snap = snapResize(
      frame(0, 0, 197, 50),
      { x: 'end', y: null },
      { siblings: [frame(200, 100)], parent: null },
      5,
    )
    expect(snap).toMatchObject({ dx: 3, dy: 0 })
  })
})

describe('resizing', () => {
  it('keeps the opposite edge', () => {
    expect(resizeFrame(frame(10, 10), 'nw', { dx: 20, dy: 10 })).toEqual({ x: 30, y: 20, w: 80, h: 40 })
  })
  it('keeps proportions and grows from the centre on request', () => {
    expect(resizeFrame(frame(0, 0), 'se', { dx: 100, dy: 0 }, { aspect: true })).toEqual(frame(0, 0, 200, 100))
    expect(resizeFrame(frame(0, 0), 'e', { dx: 10, dy: 0 }, { fromCentre: true })).toEqual(frame(-10, 0, 120, 50))
  })
  it('never gets smaller than a few units', () => {
    expect(resizeFrame(frame(0, 0), 'e', { dx: -500, dy: 0 }).w).toBe(4)
  })
  it('carries the parts of a selection along', () => {
    expect(scaleInto(frame(50, 0, 50, 50), frame(0, 0), frame(0, 0, 200, 50))).toEqual(frame(100, 0, 100, 50))
  })
})
