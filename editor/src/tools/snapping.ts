import type { Frame } from '@axiom/shared/document/views'

import { type Axis, endOf, movedBy, otherAxis, overlapsOn, sizeOf, startOf } from '../session/geometry.ts'
import type { Guide } from '../session/world.ts'

export interface SnapTargets {
  siblings: readonly Frame[]
  /** Content box of the parent: its edges and middle attract too. */
  parent: Frame | null
}

export interface Snap {
  dx: number
  dy: number
  guides: Guide[]
}

interface Candidate {
  delta: number
  /** Nearer wins; at the same distance alignment wins over spacing. */
  rank: number
}

/** Where a moving box wants to be: the correction to add, and the guides that explain it. */
export function snapMove(moving: Frame, targets: SnapTargets, threshold: number): Snap {
  const dx = correction(moving, targets, 'x', threshold)
  const dy = correction(moving, targets, 'y', threshold)
  const placed = movedBy(moving, dx ?? 0, dy ?? 0)
  const snapped = { x: dx !== null, y: dy !== null }
  return { dx: dx ?? 0, dy: dy ?? 0, guides: guidesFor(placed, targets, snapped) }
}

/** Which edges of the box follow the handle. */
export interface MovingEdges {
  x: 'start' | 'end' | null
  y: 'start' | 'end' | null
}

/** The same for a resize: only the moving edges look for lines. */
export function snapResize(frame: Frame, edges: MovingEdges, targets: SnapTargets, threshold: number): Snap {
  const dx = edges.x === null ? null : edgeCorrection(edgeOf(frame, 'x', edges.x), targets, 'x', threshold)
  const dy = edges.y === null ? null : edgeCorrection(edgeOf(frame, 'y', edges.y), targets, 'y', threshold)
  const placed = stretched(stretched(frame, 'x', edges.x, dx ?? 0), 'y', edges.y, dy ?? 0)
  return { dx: dx ?? 0, dy: dy ?? 0, guides: guidesFor(placed, targets, { x: dx !== null, y: dy !== null }) }
}

function edgeOf(frame: Frame, axis: Axis, edge: 'start' | 'end'): number {
  return edge === 'start' ? startOf(frame, axis) : endOf(frame, axis)
}

function stretched(frame: Frame, axis: Axis, edge: 'start' | 'end' | null, delta: number): Frame {
  if (edge === null) return frame
  const size = axis === 'x' ? 'w' : 'h'
  return edge === 'end'
    ? { ...frame, [size]: frame[size] + delta }
    : { ...frame, [axis]: frame[axis] + delta, [size]: frame[size] - delta }
}

function correction(moving: Frame, targets: SnapTargets, axis: Axis, threshold: number): number | null {
  const candidates = [...alignments(moving, targets, axis), ...spacings(moving, targets, axis)]
  return nearest(candidates, threshold)
}

function edgeCorrection(edge: number, targets: SnapTargets, axis: Axis, threshold: number): number | null {
  const candidates = linesOf(targets, axis).map((line) => ({ delta: line - edge, rank: 0 }))
  return nearest(candidates, threshold)
}

function nearest(candidates: readonly Candidate[], threshold: number): number | null {
  let best: Candidate | null = null
  for (const candidate of candidates) {
    const distance = Math.abs(candidate.delta)
    if (distance > threshold) continue
    const bestDistance = best === null ? Infinity : Math.abs(best.delta)
    if (distance < bestDistance || (distance === bestDistance && candidate.rank < (best?.rank ?? Infinity)))
      best = candidate
  }
  return best?.delta ?? null
}

const stopsOf = (frame: Frame, axis: Axis): number[] => [
  startOf(frame, axis),
  startOf(frame, axis) + sizeOf(frame, axis) / 2,
  endOf(frame, axis),
]

function linesOf({ siblings, parent }: SnapTargets, axis: Axis): number[] {
  return [...siblings, ...(parent ? [parent] : [])].flatMap((frame) => stopsOf(frame, axis))
}

function* alignments(moving: Frame, { siblings, parent }: SnapTargets, axis: Axis): Generator<Candidate> {
  const own = stopsOf(moving, axis)
  for (const frame of parent ? [...siblings, parent] : siblings) {
    for (const line of stopsOf(frame, axis)) for (const stop of own) yield { delta: line - stop, rank: 0 }
  }
}

/** Equal gaps: in the middle of two neighbours, or as far from one as it is from the next. */
function* spacings(moving: Frame, { siblings }: SnapTargets, axis: Axis): Generator<Candidate> {
  const { before, after } = neighbours(moving, siblings, axis)
  const [left, leftOfLeft] = before
  const [right, rightOfRight] = after
  if (left && right) {
    const free = startOf(right, axis) - endOf(left, axis) - sizeOf(moving, axis)
    if (free >= 0) yield { delta: endOf(left, axis) + free / 2 - startOf(moving, axis), rank: 1 }
  }
  if (left && leftOfLeft) {
    const gap = startOf(left, axis) - endOf(leftOfLeft, axis)
    if (gap >= 0) yield { delta: endOf(left, axis) + gap - startOf(moving, axis), rank: 1 }
  }
  if (right && rightOfRight) {
    const gap = startOf(rightOfRight, axis) - endOf(right, axis)
    if (gap >= 0) yield { delta: startOf(right, axis) - gap - endOf(moving, axis), rank: 1 }
  }
}

/** Boxes in the same row (or column), the nearest first; a box that is in the way belongs to neither side. */
function neighbours(frame: Frame, siblings: readonly Frame[], axis: Axis): { before: Frame[]; after: Frame[] } {
  const inLine = siblings.filter((sibling) => overlapsOn(otherAxis(axis), sibling, frame))
  const middle = startOf(frame, axis) + sizeOf(frame, axis) / 2
  return {
    before: inLine
      .filter((sibling) => endOf(sibling, axis) <= middle)
      .toSorted((a, b) => endOf(b, axis) - endOf(a, axis)),
    after: inLine
      .filter((sibling) => startOf(sibling, axis) >= middle)
      .toSorted((a, b) => startOf(a, axis) - startOf(b, axis)),
  }
}

const SAME = 0.5

function guidesFor(placed: Frame, targets: SnapTargets, snapped: Record<Axis, boolean>): Guide[] {
  const guides: Guide[] = []
  for (const axis of ['x', 'y'] as const) {
    if (snapped[axis]) guides.push(...alignmentLines(placed, targets, axis), ...equalGaps(placed, targets, axis))
    // Aligned with a row: how far the neighbours in it are.
    if (snapped[otherAxis(axis)]) guides.push(...gapsToNeighbours(placed, targets, axis))
  }
  return withoutRepeats(guides)
}

function alignmentLines(placed: Frame, { siblings, parent }: SnapTargets, axis: Axis): Guide[] {
  const cross = otherAxis(axis)
  const lines = new Map<number, { from: number; to: number }>()
  for (const frame of parent ? [...siblings, parent] : siblings) {
    for (const at of stopsOf(frame, axis)) {
      if (!stopsOf(placed, axis).some((stop) => Math.abs(stop - at) < SAME)) continue
      const line = lines.get(at) ?? { from: startOf(placed, cross), to: endOf(placed, cross) }
      line.from = Math.min(line.from, startOf(frame, cross))
      line.to = Math.max(line.to, endOf(frame, cross))
      lines.set(at, line)
    }
  }
  return [...lines].map(([at, { from, to }]) => ({ kind: 'line', axis, at, from, to }))
}

function gap(axis: Axis, first: Frame, second: Frame): Guide {
  const cross = otherAxis(axis)
  const from = Math.max(startOf(first, cross), startOf(second, cross))
  const to = Math.min(endOf(first, cross), endOf(second, cross))
  return { kind: 'gap', axis, from: endOf(first, axis), to: startOf(second, axis), at: (from + to) / 2 }
}

function gapsToNeighbours(placed: Frame, { siblings }: SnapTargets, axis: Axis): Guide[] {
  const { before, after } = neighbours(placed, siblings, axis)
  const [left] = before
  const [right] = after
  const gaps = [...(left ? [gap(axis, left, placed)] : []), ...(right ? [gap(axis, placed, right)] : [])]
  return gaps.filter((guide) => guide.to - guide.from >= 1)
}

function equalGaps(placed: Frame, { siblings }: SnapTargets, axis: Axis): Guide[] {
  const { before, after } = neighbours(placed, siblings, axis)
  const chain = [...before.slice(0, 2).toReversed(), placed, ...after.slice(0, 2)]
  const gaps = chain.slice(1).map((frame, i) => gap(axis, chain[i] ?? placed, frame))
  const own = before.length > 0 ? Math.min(before.length, 2) - 1 : 0
  const length = (guide: Guide | undefined): number => (guide ? guide.to - guide.from : NaN)
  const wanted = [gaps[own], gaps[own + 1]].map(length)
  const equal = gaps.filter((guide) => wanted.some((size) => size >= 1 && Math.abs(size - length(guide)) < SAME))
  return equal.length > 1 ? equal : []
}

function withoutRepeats(guides: readonly Guide[]): Guide[] {
  const seen = new Map(guides.map((guide) => [[guide.kind, guide.axis, guide.at, guide.from, guide.to].join(), guide]))
  return [...seen.values()]
}
