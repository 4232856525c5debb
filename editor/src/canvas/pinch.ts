import type { Point } from '../session/editorState.ts'
import { distance } from '../session/geometry.ts'
import { panBy, zoomAt } from '../session/viewport.ts'

/** Two fingers move and scale the paper. Each function says whether the event was theirs. */
export interface Pinch {
  down: (event: PointerEvent) => boolean
  move: (event: PointerEvent) => boolean
  up: (event: PointerEvent) => boolean
}

export function createPinch(root: HTMLElement): Pinch {
  const fingers = new Map<number, Point>()
  // Until the last finger has left: what remains on the glass is no new gesture.
  let active = false

  function grip(): { middle: Point; span: number } | null {
    const [a, b] = [...fingers.values()]
    return a && b ? { middle: { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, span: Math.max(1, distance(a, b)) } : null
  }

  return {
    down({ pointerType, pointerId, clientX, clientY }) {
      if (pointerType !== 'touch') return false
      fingers.set(pointerId, { x: clientX, y: clientY })
      active ||= fingers.size === 2
      return active
    },
    move({ pointerId, clientX, clientY }) {
      if (!active || !fingers.has(pointerId)) return active
      const before = grip()
      fingers.set(pointerId, { x: clientX, y: clientY })
      const now = grip()
      if (!before || !now) return true
      const corner = root.getBoundingClientRect()
      panBy(now.middle.x - before.middle.x, now.middle.y - before.middle.y)
      zoomAt({ x: now.middle.x - corner.left, y: now.middle.y - corner.top }, now.span / before.span)
      return true
    },
    up({ pointerId }) {
      fingers.delete(pointerId)
      const wasActive = active
      active &&= fingers.size > 0
      return wasActive
    },
  }
}
