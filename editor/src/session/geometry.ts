import type { Frame } from '@axiom/shared/document/views'

import type { Point } from './editorState.ts'

export type Axis = 'x' | 'y'

/** An axis' start and size in a frame, so that snapping is written once for both axes. */
export const SIDES = {
  x: { at: 'x', size: 'w' },
  y: { at: 'y', size: 'h' },
} as const satisfies Record<Axis, { at: Axis; size: 'w' | 'h' }>

export const otherAxis = (axis: Axis): Axis => (axis === 'x' ? 'y' : 'x')

export const startOf = (frame: Frame, axis: Axis): number => frame[axis]
export const sizeOf = (frame: Frame, axis: Axis): number => frame[SIDES[axis].size]
export const endOf = (frame: Frame, axis: Axis): number => frame[axis] + frame[SIDES[axis].size]

/** The smallest frame around all; null for none. */
export function unionOf(frames: readonly Frame[]): Frame | null {
  const [first] = frames
  if (!first) return null
  const x = Math.min(...frames.map((frame) => frame.x))
  const y = Math.min(...frames.map((frame) => frame.y))
  const right = Math.max(...frames.map((frame) => frame.x + frame.w))
  const bottom = Math.max(...frames.map((frame) => frame.y + frame.h))
  return { x, y, w: right - x, h: bottom - y }
}

/** The frame between two corners, whichever was first. */
export function frameBetween(a: Point, b: Point): Frame {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) }
}

export function containsPoint(frame: Frame, point: Point): boolean {
  return point.x >= frame.x && point.x <= frame.x + frame.w && point.y >= frame.y && point.y <= frame.y + frame.h
}

export function containsFrame(outer: Frame, inner: Frame): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.w <= outer.x + outer.w &&
    inner.y + inner.h <= outer.y + outer.h
  )
}

export function intersects(a: Frame, b: Frame): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/** True when both share a stretch of `axis`. */
export function overlapsOn(axis: Axis, a: Frame, b: Frame): boolean {
  return startOf(a, axis) < endOf(b, axis) && startOf(b, axis) < endOf(a, axis)
}

export function movedBy(frame: Frame, dx: number, dy: number): Frame {
  return { ...frame, x: frame.x + dx, y: frame.y + dy }
}

/** Whole units: what is written never has fractions of a pixel. */
export function rounded(frame: Frame): Frame {
  return {
    x: Math.round(frame.x),
    y: Math.round(frame.y),
    w: Math.max(1, Math.round(frame.w)),
    h: Math.max(1, Math.round(frame.h)),
  }
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}
