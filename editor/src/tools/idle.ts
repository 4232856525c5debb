import { distance } from '../session/geometry.ts'
import { ancestorsOf, clickable, inward, movable, pickable } from '../session/selectionRules.ts'
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
    const under = input.target.kind === 'node' ? pickable(world, input.target.id) : null
    const id = under === null ? null : clickable(world, under, world.selection())
    if (input.touch && !isHeld(world, under)) return touching(world, id, input, rest)
    return id === null || input.mod ? marquee(world, input, rest) : pointingNode(world, id, input, rest)
  }

  function doubleClick(input: PointerInput): ToolState {
    if (input.target.kind !== 'node') return state
    // The two clicks before it have selected some level of what lies here: one level deeper, at the end into its text.
    const chain = inward(world, input.target.id)
    const taken = clickable(world, input.target.id, world.selection())
    const last = chain.at(-1)
    const next = chain[chain.findIndex((id) => id === taken) + 1]
    if (next !== undefined) world.select([next])
    const text = next === undefined && last !== undefined && world.canWrite() ? world.editableText(last) : null
    if (text) world.editText(text)
    return state
  }
}

const isHeld = (world: World, id: string | null): boolean =>
  id !== null && [id, ...ancestorsOf(world, id)].some((each) => world.selection().includes(each))

/** A finger on what is not selected: a tap selects, everything longer moves the paper. */
function touching(world: World, id: string | null, start: PointerInput, rest: () => ToolState): ToolState {
  return {
    name: 'PointingNode',
    move(input) {
      if (distance(input.screen, start.screen) < DRAG_THRESHOLD) return this
      return panning(world, start, rest).move?.(input) ?? rest()
    },
    up() {
      world.select(id === null ? [] : [id])
      return rest()
    },
    cancel: rest,
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
