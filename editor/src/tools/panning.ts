import type { PointerInput, World } from '../session/world.ts'
import type { ToolState } from './tool.ts'

/** The paper follows the hand. */
export function panning(world: World, start: PointerInput, rest: () => ToolState): ToolState {
  let last = start.screen
  return {
    name: 'Panning',
    move(input) {
      world.panBy(input.screen.x - last.x, input.screen.y - last.y)
      last = input.screen
      return this
    },
    up: rest,
    cancel: rest,
  }
}
