import type { Frame } from '@axiom/shared/document/views'

import { containsFrame, distance, frameBetween, intersects } from '../session/geometry.ts'
import { pickable } from '../session/selectionRules.ts'
import type { PointerInput, World } from '../session/world.ts'
import { DRAG_THRESHOLD, type ToolState } from './tool.ts'

/** Draws a box; what it touches is selected. With shift it adds. A mere click selects nothing, with ctrl the innermost. */
export function marquee(world: World, start: PointerInput, rest: () => ToolState): ToolState {
  const before = world.selection()
  const kept = start.shift ? before : []
  const done = (): ToolState => {
    world.stage.clear()
    return rest()
  }
  let moved = false
  return {
    name: 'Marquee',
    move(input) {
      moved ||= distance(input.screen, start.screen) >= DRAG_THRESHOLD
      if (!moved) return this
      const box = frameBetween(start.canvas, input.canvas)
      world.stage.marquee(box)
      const touched = touchedBy(world, world.screenId(), box)
      world.select([...kept, ...touched.filter((id) => !kept.includes(id))])
      return this
    },
    up() {
      if (!moved) world.select([...kept, ...innermost(world, start).filter((id) => !kept.includes(id))])
      return done()
    },
    cancel() {
      world.select(before)
      return done()
    },
  }
}

function innermost(world: World, { mod, target }: PointerInput): string[] {
  const id = mod && target.kind === 'node' ? pickable(world, target.id) : null
  return id === null ? [] : [id]
}

/** Children of the innermost container that holds the whole box. */
function touchedBy(world: World, parentId: string | null, box: Frame): string[] {
  if (parentId === null) return []
  const touched = world.children(parentId).filter((id) => {
    const own = world.box(id)
    return own !== null && intersects(own, box) && !world.node(id)?.hidden
  })
  const around = touched.find((id) => {
    const own = world.box(id)
    return world.canHold(id) && own !== null && containsFrame(own, box)
  })
  return around === undefined ? touched.filter((id) => pickable(world, id) === id) : touchedBy(world, around, box)
}
