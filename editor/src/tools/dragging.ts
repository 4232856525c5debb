import type { Frame } from '@axiom/shared/document/views'

import { movedBy, rounded, unionOf } from '../session/geometry.ts'
import type { DropPlace, Move, PointerInput, World } from '../session/world.ts'
import { containerAt, dropPlaceIn } from './drop.ts'
import { snapMove, type SnapTargets } from './snapping.ts'
import { snapThreshold, type ToolState } from './tool.ts'

interface Outcome {
  dx: number
  dy: number
  place: DropPlace
}

/** Moves nodes: freely with snapping, or into a stack or grid at the indicator. Writes once, at the end [M3]. */
export function dragging(world: World, ids: readonly string[], start: PointerInput, rest: () => ToolState): ToolState {
  const { stage } = world
  const dragged = new Set(ids)
  const boxes = new Map(ids.flatMap((id) => boxEntry(world, id)))
  const whole = unionOf([...boxes.values()])
  const targetsIn = siblingsCache(world, dragged)
  let outcome: Outcome | null = null

  function follow(input: PointerInput): void {
    const parentId = containerAt(world, input.canvas, dragged)
    if (!whole || parentId === null) return
    const by = lockedDelta(start, input)
    const place = dropPlaceIn(world, parentId, input.canvas, dragged)
    if (place.line) {
      outcome = { ...by, place }
      stage.guides([])
      stage.drop(place)
    } else {
      const snap = snapMove(movedBy(whole, by.dx, by.dy), targetsIn(parentId), snapThreshold(world, input))
      outcome = { dx: Math.round(by.dx + snap.dx), dy: Math.round(by.dy + snap.dy), place }
      stage.guides(snap.guides)
      stage.drop(isStaying(world, ids, parentId) ? null : place)
    }
    stage.moved(ids, outcome.dx, outcome.dy)
    stage.send({ dx: outcome.dx, dy: outcome.dy, dw: 0, dh: 0 })
  }

  return {
    name: 'Dragging',
    move(input) {
      follow(input)
      return this
    },
    up(input) {
      follow(input)
      stage.clear()
      stage.send(null)
      if (outcome) finish(world, ids, boxes, outcome, input.alt)
      return rest()
    },
    cancel() {
      stage.clear()
      stage.send(null)
      return rest()
    },
  }
}

function boxEntry(world: World, id: string): [string, Frame][] {
  const box = world.box(id)
  return box ? [[id, box]] : []
}

/** Measured once per parent and gesture: nothing but the dragged nodes moves meanwhile. */
function siblingsCache(world: World, dragged: ReadonlySet<string>): (parentId: string) => SnapTargets {
  const known = new Map<string, SnapTargets>()
  return (parentId) => {
    const targets = known.get(parentId) ?? {
      siblings: world
        .children(parentId)
        .flatMap((id) => (dragged.has(id) ? [] : boxEntry(world, id).map(([, box]) => box))),
      parent: world.contentBox(parentId),
    }
    known.set(parentId, targets)
    return targets
  }
}

/** With shift only the longer way counts. */
function lockedDelta(start: PointerInput, input: PointerInput): { dx: number; dy: number } {
  const dx = input.canvas.x - start.canvas.x
  const dy = input.canvas.y - start.canvas.y
  if (!input.shift) return { dx, dy }
  return Math.abs(dx) >= Math.abs(dy) ? { dx, dy: 0 } : { dx: 0, dy }
}

function isStaying(world: World, ids: readonly string[], parentId: string): boolean {
  return ids.every((id) => world.node(id)?.parentId === parentId)
}

function finish(
  world: World,
  ids: readonly string[],
  boxes: ReadonlyMap<string, Frame>,
  { dx, dy, place }: Outcome,
  alt: boolean,
): void {
  const move = place.line ? intoFlow(ids, place) : freely(world, ids, boxes, { dx, dy, place })
  if (alt) world.edits.duplicate({ ...move, beforeId: move.beforeId ?? null })
  else if (move.beforeId !== undefined || dx !== 0 || dy !== 0) world.edits.move(move)
}

const intoFlow = (ids: readonly string[], { parentId, beforeId }: DropPlace): Move => ({ ids, parentId, beforeId })

/** Keeps what the eye saw: frames become relative to the new parent's content box. */
function freely(
  world: World,
  ids: readonly string[],
  boxes: ReadonlyMap<string, Frame>,
  { dx, dy, place }: Outcome,
): Move {
  const origin = world.contentBox(place.parentId) ?? { x: 0, y: 0 }
  const frames: Record<string, Frame> = {}
  for (const id of ids) {
    const box = boxes.get(id)
    if (box) frames[id] = rounded(movedBy(box, dx - origin.x, dy - origin.y))
  }
  const staying = isStaying(world, ids, place.parentId)
  return staying ? { ids, parentId: place.parentId, frames } : { ids, parentId: place.parentId, beforeId: null, frames }
}
