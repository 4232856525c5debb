import type { Frame } from '@axiom/shared/document/views'

import type { Handle } from '../session/world.ts'
import type { MovingEdges } from './snapping.ts'

export const MIN_SIZE = 4

export function edgesOf(handle: Handle): MovingEdges {
  return {
    x: handle.includes('w') ? 'start' : handle.includes('e') ? 'end' : null,
    y: handle.startsWith('n') ? 'start' : handle.startsWith('s') ? 'end' : null,
  }
}

export interface ResizeOptions {
  /** Keeps the proportions. */
  aspect?: boolean
  /** Grows to both sides. */
  fromCentre?: boolean
}

/** A frame after its handle was pulled by dx, dy. */
export function resizeFrame(
  frame: Frame,
  handle: Handle,
  by: { dx: number; dy: number },
  { aspect = false, fromCentre = false }: ResizeOptions = {},
): Frame {
  const edges = edgesOf(handle)
  const factor = fromCentre ? 2 : 1
  let w = frame.w + sign(edges.x) * by.dx * factor
  let h = frame.h + sign(edges.y) * by.dy * factor
  if (aspect && frame.w > 0 && frame.h > 0) {
    const scale = edges.x === null ? h / frame.h : edges.y === null ? w / frame.w : Math.max(w / frame.w, h / frame.h)
    w = frame.w * scale
    h = frame.h * scale
  }
  w = Math.max(MIN_SIZE, w)
  h = Math.max(MIN_SIZE, h)
  return {
    x: anchored(frame.x, frame.w, w, fromCentre || (aspect && edges.x === null) ? 'middle' : edges.x),
    y: anchored(frame.y, frame.h, h, fromCentre || (aspect && edges.y === null) ? 'middle' : edges.y),
    w,
    h,
  }
}

const sign = (edge: 'start' | 'end' | null): number => (edge === 'start' ? -1 : edge === 'end' ? 1 : 0)

function anchored(start: number, oldSize: number, newSize: number, moving: 'start' | 'end' | 'middle' | null): number {
  if (moving === 'start') return start + oldSize - newSize
  return moving === 'middle' ? start + (oldSize - newSize) / 2 : start
}

/** A part of a selection, carried along when the whole goes from one box to another. */
export function scaleInto(frame: Frame, from: Frame, to: Frame): Frame {
  const sx = from.w === 0 ? 1 : to.w / from.w
  const sy = from.h === 0 ? 1 : to.h / from.h
  return { x: to.x + (frame.x - from.x) * sx, y: to.y + (frame.y - from.y) * sy, w: frame.w * sx, h: frame.h * sy }
}
