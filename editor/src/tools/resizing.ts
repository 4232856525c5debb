import type { Frame } from '@axiom/shared/document/views'

import { rounded, unionOf } from '../session/geometry.ts'
import { movable } from '../session/selectionRules.ts'
import type { Handle, PointerInput, World } from '../session/world.ts'
import { edgesOf, MIN_SIZE, resizeFrame, scaleInto } from './resize.ts'
import { snapResize, type SnapTargets } from './snapping.ts'
import { snapThreshold, type ToolState } from './tool.ts'

/** Pulls a handle of the selection's box; several nodes scale with it. */
export function resizing(world: World, handle: Handle, start: PointerInput, rest: () => ToolState): ToolState {
  const { stage } = world
  const ids = movable(world, world.selection())
  const boxes = new Map(ids.flatMap((id): [string, Frame][] => boxOf(world, id)))
  const whole = unionOf([...boxes.values()])
  const targets = targetsOf(world, ids)
  if (!whole) return rest()
  const from = whole
  let results: Record<string, Frame> = {}

  function follow(input: PointerInput): void {
    const options = { aspect: input.shift, fromCentre: input.alt }
    const by = { dx: input.canvas.x - start.canvas.x, dy: input.canvas.y - start.canvas.y }
    const threshold = input.shift ? 0 : snapThreshold(world, input)
    const snap = snapResize(resizeFrame(from, handle, by, options), edgesOf(handle), targets, threshold)
    const to = resizeFrame(from, handle, { dx: by.dx + snap.dx, dy: by.dy + snap.dy }, options)
    results = {}
    for (const [id, box] of boxes) results[id] = atLeastMin(rounded(scaleInto(box, from, to)))
    stage.guides(threshold === 0 ? [] : snap.guides)
    stage.resized(results)
    stage.send({ dx: to.x - from.x, dy: to.y - from.y, dw: to.w - from.w, dh: to.h - from.h })
  }

  function end(): ToolState {
    stage.clear()
    stage.send(null)
    return rest()
  }

  return {
    name: 'Resizing',
    move(input) {
      follow(input)
      return this
    },
    up(input) {
      follow(input)
      const changed = [...boxes].some(([id, box]) => !isSame(rounded(box), results[id]))
      const frames = relative(world, results)
      const next = end()
      if (changed) world.edits.resize(frames)
      return next
    },
    cancel: end,
  }
}

function boxOf(world: World, id: string): [string, Frame][] {
  const box = world.box(id)
  return box ? [[id, box]] : []
}

function targetsOf(world: World, ids: readonly string[]): SnapTargets {
  const parentId = world.node(ids[0] ?? '')?.parentId
  if (parentId === undefined) return { siblings: [], parent: null }
  const others = world.children(parentId).filter((id) => !ids.includes(id))
  return {
    siblings: others.flatMap((id) => boxOf(world, id).map(([, box]) => box)),
    parent: world.contentBox(parentId),
  }
}

/** From the artboard's coordinates to those of each node's parent. */
function relative(world: World, boxes: Record<string, Frame>): Record<string, Frame> {
  return Object.fromEntries(
    Object.entries(boxes).map(([id, box]) => {
      const origin = world.contentBox(world.node(id)?.parentId ?? '') ?? { x: 0, y: 0 }
      return [id, rounded({ ...box, x: box.x - origin.x, y: box.y - origin.y })]
    }),
  )
}

const atLeastMin = (frame: Frame): Frame => ({
  ...frame,
  w: Math.max(MIN_SIZE, frame.w),
  h: Math.max(MIN_SIZE, frame.h),
})

function isSame(a: Frame, b: Frame | undefined): boolean {
  return b !== undefined && a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h
}
