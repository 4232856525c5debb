import type { Frame } from '@axiom/shared/document/views'

import { type Axis, endOf, SIDES, sizeOf, startOf, unionOf } from '../session/geometry.ts'

export type Frames = Readonly<Record<string, Frame>>
export type Edge = 'start' | 'middle' | 'end'

/** Puts one edge (or the middle) of all onto the same line: that of their common box, or of `around`. */
export function aligned(frames: Frames, axis: Axis, edge: Edge, around: Frame | null = null): Frames {
  const box = around ?? unionOf(Object.values(frames))
  if (!box) return frames
  return mapFrames(frames, (frame) => ({ ...frame, [axis]: Math.round(alignedStart(frame, box, axis, edge)) }))
}

function alignedStart(frame: Frame, box: Frame, axis: Axis, edge: Edge): number {
  if (edge === 'start') return startOf(box, axis)
  const free = sizeOf(box, axis) - sizeOf(frame, axis)
  return startOf(box, axis) + (edge === 'end' ? free : free / 2)
}

/** Equal gaps between all; the outer two stay. */
export function distributed(frames: Frames, axis: Axis): Frames {
  const sorted = Object.entries(frames).toSorted(([, a], [, b]) => startOf(a, axis) - startOf(b, axis))
  const [first] = sorted
  const last = sorted.at(-1)
  if (!first || !last || sorted.length < 3) return frames
  const taken = sorted.reduce((sum, [, frame]) => sum + sizeOf(frame, axis), 0)
  const gap = (endOf(last[1], axis) - startOf(first[1], axis) - taken) / (sorted.length - 1)
  let at = startOf(first[1], axis)
  const placed = sorted.map(([id, frame]): [string, Frame] => {
    const here = { ...frame, [axis]: Math.round(at) }
    at += sizeOf(frame, axis) + gap
    return [id, here]
  })
  return Object.fromEntries(placed)
}

/** The size of the first one. */
export function sameSize(frames: Frames, axis: Axis): Frames {
  const [first] = Object.values(frames)
  if (!first) return frames
  const { size } = SIDES[axis]
  return mapFrames(frames, (frame) => ({ ...frame, [size]: first[size] }))
}

function mapFrames(frames: Frames, change: (frame: Frame) => Frame): Frames {
  return Object.fromEntries(Object.entries(frames).map(([id, frame]) => [id, change(frame)]))
}
