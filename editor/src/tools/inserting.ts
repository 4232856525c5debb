import type { Frame } from '@axiom/shared/document/views'

import type { Point } from '../session/editorState.ts'
import { distance, frameBetween, rounded } from '../session/geometry.ts'
import type { PointerInput, World } from '../session/world.ts'
import { containerAt, dropPlaceIn } from './drop.ts'
import { DRAG_THRESHOLD, type ToolState } from './tool.ts'

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

/** A palette item over the canvas: its ghost, or the indicator of a stack or grid. */
export function hoverInsert(world: World, type: string, at: Point | null): void {
  const parentId = at && containerAt(world, at, new Set())
  if (!at || parentId === null) return world.stage.clear()
  const place = dropPlaceIn(world, parentId, at)
  world.stage.drop(parentId === world.screenId() && !place.line ? null : place)
  world.stage.ghost(place.line ? null : centredAt(world, type, at))
}

export function dropInsert(world: World, type: string, at: Point): void {
  world.stage.clear()
  if (world.canWrite()) insertAt(world, type, at, centredAt(world, type, at))
}

/** Held in the middle of its upper edge, where the hand grips a palette item. */
function centredAt(world: World, type: string, at: Point): Frame {
  const size = world.defaultSize(type)
  return { x: Math.max(0, at.x - size.w / 2), y: Math.max(0, at.y - Math.min(size.h / 2, 20)), ...size }
}

/** Puts a new widget into the container under the point; `box` is in canvas units. */
function insertAt(world: World, type: string, point: Point, box: Frame): void {
  const parentId = containerAt(world, point, new Set())
  if (parentId === null) return
  const { beforeId, line } = dropPlaceIn(world, parentId, point)
  const origin = world.contentBox(parentId) ?? { x: 0, y: 0 }
  const frame = rounded({ ...box, x: box.x - origin.x, y: box.y - origin.y })
  world.edits.insert(type, { parentId, beforeId, frame: line ? { w: frame.w, h: frame.h } : frame })
}
