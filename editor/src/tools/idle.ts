import { distance } from '../session/geometry.ts'
import { ancestorsOf, movable, pickable } from '../session/selectionRules.ts'
import type { PointerInput, ToolMachine, World } from '../session/world.ts'
import { dragging } from './dragging.ts'
import { dropInsert, hoverInsert, inserting } from './inserting.ts'
import { marquee } from './marquee.ts'
import { panning } from './panning.ts'
import { resizing } from './resizing.ts'
import { createMachine, DRAG_THRESHOLD, type ToolState } from './tool.ts'

/** The tools over a world, at rest. */
export function createTools(world: World): ToolMachine {
  return {
    ...createMachine(idle(world)),
    hoverInsert: (type, at) => hoverInsert(world, type, at),
    dropInsert: (type, at) => dropInsert(world, type, at),
  }
}

function idle(world: World): ToolState {
  const state: ToolState = { name: 'Idle', down, doubleClick }
  return state

  function down(input: PointerInput): ToolState {
    const rest = (): ToolState => state
    if (input.button === 'middle' || input.space) return panning(world, input, rest)
    const type = world.inserting()
    if (type !== null && world.canWrite()) return inserting(world, type, input, rest)
    if (input.target.kind === 'handle')
      return world.canWrite() ? resizing(world, input.target.handle, input, rest) : state
    const id = input.target.kind === 'node' ? pickable(world, input.target.id) : null
    return id === null || input.mod ? marquee(world, input, rest) : pointingNode(world, id, input, rest)
  }

  function doubleClick(input: PointerInput): ToolState {
    if (input.target.kind !== 'node' || !world.canWrite()) return state
    const id = pickable(world, input.target.id)
    const text = id === null ? null : world.editableText(id)
    if (text) world.editText(text)
    return state
  }
}

/** Pressed on a node, not yet moved: a click or the beginning of a drag. */
function pointingNode(world: World, id: string, start: PointerInput, rest: () => ToolState): ToolState {
  const selected = world.selection()
  const held = [id, ...ancestorsOf(world, id)].find((each) => selected.includes(each))
  return {
    name: 'PointingNode',
    move(input) {
      if (distance(input.screen, start.screen) < DRAG_THRESHOLD || !world.canWrite()) return this
      if (held === undefined) world.select(start.shift ? [...selected, id] : [id])
      const ids = movable(world, world.selection())
      return ids.length === 0 ? rest() : (dragging(world, ids, start, rest).move?.(input) ?? rest())
    },
    up() {
      if (!start.shift) world.select([id])
      else world.select(selected.includes(id) ? selected.filter((other) => other !== id) : [...selected, id])
      return rest()
    },
    cancel: rest,
  }
}
