import type { PointerInput, ToolMachine, ToolName, World } from '../session/world.ts'

/** A gesture as a small state: each event may lead to another one. */
export interface ToolState {
  readonly name: ToolName
  down?: (input: PointerInput) => ToolState
  move?: (input: PointerInput) => ToolState
  up?: (input: PointerInput) => ToolState
  doubleClick?: (input: PointerInput) => ToolState
  /** Escape, a lost pointer: nothing of the gesture stays. */
  cancel?: () => ToolState
}

export function createMachine(initial: ToolState): Omit<ToolMachine, 'hoverInsert' | 'dropInsert'> {
  let state = initial
  return {
    state: () => state.name,
    down: (input) => (state = state.down?.(input) ?? state),
    move: (input) => (state = state.move?.(input) ?? state),
    up: (input) => (state = state.up?.(input) ?? state),
    doubleClick: (input) => (state = state.doubleClick?.(input) ?? state),
    cancel: () => {
      const next = state.cancel?.() ?? state
      const changed = next !== state
      state = next
      return changed
    },
  }
}

/** A hand is never quite still: less than this (in pixels) is a click. */
export const DRAG_THRESHOLD = 4
/** Distance in pixels at which a box snaps. */
export const SNAP_DISTANCE = 6

export const snapThreshold = (world: World, input: PointerInput): number =>
  input.mod ? 0 : SNAP_DISTANCE / world.zoom()
