import type { Frame } from '@axiom/shared/document/views'

import type { Point } from '../session/editorState.ts'
import { containsPoint } from '../session/geometry.ts'
import type { DropPlace, World } from '../session/world.ts'

type Reader = Pick<World, 'screenId' | 'children' | 'box' | 'canHold' | 'node' | 'layout' | 'breakpoint' | 'contentBox'>

/** The deepest container under the point that may take children; `excluded` (what is being dragged) holds nothing. */
export function containerAt(world: Reader, point: Point, excluded: ReadonlySet<string>): string | null {
  const screenId = world.screenId()
  if (screenId === null) return null
  let parentId = screenId
  for (;;) {
    // The last child is drawn on top.
    const next: string | undefined = world
      .children(parentId)
      .findLast((id) => !excluded.has(id) && isOpenAt(world, id, point))
    if (next === undefined) return parentId
    parentId = next
  }
}

function isOpenAt(world: Reader, id: string, point: Point): boolean {
  const node = world.node(id)
  if (!node || node.locked || node.hidden || !world.canHold(id)) return false
  const box = world.box(id)
  return box !== null && containsPoint(box, point)
}

/** Where something dropped at the point would go in that parent. */
export function dropPlaceIn(
  world: Reader,
  parentId: string,
  point: Point,
  excluded: ReadonlySet<string> = new Set(),
): DropPlace {
  const layout = world.layout(parentId)
  if (layout.kind === 'free') return { parentId, beforeId: null, line: null }
  const flow = world
    .children(parentId)
    .filter((id) => !excluded.has(id))
    .flatMap((id) => {
      const box = world.box(id)
      return box ? [{ id, box }] : []
    })
  const sideways = layout.kind === 'grid' || layout.direction === 'row'
  const index = flow.findIndex(({ box }) => isBefore(point, box, layout.kind === 'grid', sideways))
  const beforeId = index === -1 ? null : (flow[index]?.id ?? null)
  return {
    parentId,
    beforeId,
    line: lineAt(
      world.contentBox(parentId),
      flow.map(({ box }) => box),
      index,
      sideways,
    ),
  }
}

function isBefore(point: Point, box: Frame, isGrid: boolean, sideways: boolean): boolean {
  if (isGrid) return point.y < box.y || (point.y <= box.y + box.h && point.x < box.x + box.w / 2)
  return sideways ? point.x < box.x + box.w / 2 : point.y < box.y + box.h / 2
}

const INSET = 4

/** A 2-unit bar before the box at `index`, or after the last one. */
function lineAt(parent: Frame | null, boxes: readonly Frame[], index: number, sideways: boolean): Frame | null {
  const next = index === -1 ? undefined : boxes[index]
  const previous = index === -1 ? boxes.at(-1) : boxes[index - 1]
  const beside = next ?? previous
  if (!beside) {
    if (!parent) return null
    const at = { x: parent.x + INSET, y: parent.y + INSET }
    return sideways
      ? { ...at, w: 2, h: Math.max(8, parent.h - 2 * INSET) }
      : { ...at, w: Math.max(8, parent.w - 2 * INSET), h: 2 }
  }
  if (sideways) {
    const sameRow = previous && next && previous.y < next.y + next.h && next.y < previous.y + previous.h
    const x = sameRow ? (previous.x + previous.w + next.x) / 2 : next ? next.x - INSET : beside.x + beside.w + INSET
    return { x: x - 1, y: beside.y, w: 2, h: beside.h }
  }
  const y =
    previous && next ? (previous.y + previous.h + next.y) / 2 : next ? next.y - INSET : beside.y + beside.h + INSET
  return { x: beside.x, y: y - 1, w: beside.w, h: 2 }
}
