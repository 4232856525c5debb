import type { Frame } from '@axiom/shared/document/views'

import type { Point } from '../session/editorState.ts'
import { containerAt, dropPlaceIn } from './drop.ts'
import { distance, frameBetween, rounded } from './geometry.ts'
import { DRAG_THRESHOLD, type ToolState } from './tool.ts'
import type { PointerInput, World } from './world.ts'

/** A type was picked in the palette: a click places it at its own size, a drag gives it a frame. */
export function inserting(world: World, type: string, start: PointerInput, rest: () => ToolState): ToolState {
  const done = (): ToolState => {
    world.stage.clear()
    world.stopInserting()
    return rest()
  }
  const isDrag = (input: PointerInput): boolean => distance(input.screen, start.screen) >= DRAG_THRESHOLD
  return {
    name: 'Inserting',
    move(input) {
      world.stage.ghost(isDrag(input) ? frameBetween(start.canvas, input.canvas) : null)
      return this
    },
    up(input) {
      const drawn = isDrag(input) ? frameBetween(start.canvas, input.canvas) : null
      insertAt(world, type, start.canvas, drawn ?? { ...start.canvas, ...world.defaultSize(type) })
      return done()
    },
    cancel: done,
  }
}

/** Puts a new widget into the container under the point; `box` is in canvas units. */
export function insertAt(world: World, type: string, point: Point, box: Frame): void {
  const parentId = containerAt(world, point, new Set())
  if (parentId === null) return
  const { beforeId, line } = dropPlaceIn(world, parentId, point)
  const origin = world.contentBox(parentId) ?? { x: 0, y: 0 }
  const frame = rounded({ ...box, x: box.x - origin.x, y: box.y - origin.y })
  world.edits.insert(type, { parentId, beforeId, frame: line ? { w: frame.w, h: frame.h } : frame })
}
