import { moveNodes } from '@axiom/shared/document/operations/moveNodes'
import type { Frame } from '@axiom/shared/document/views'
import { findWidget } from '@axiom/shared/widgets/registry'
import { frameAt, layoutOf } from '@axiom/shared/widgets/styles'

import { announce } from '../session/announcements.ts'
import { getCanvas } from '../session/canvasHandle.ts'
import { type TextKey, t } from '../texts/t.ts'
import { type Action, type ActionContext, canEditSelection, editable, editsOf, state, step, viewsOf } from './action.ts'

type Direction = 'left' | 'right' | 'up' | 'down'
const KEYS: Record<Direction, string> = { left: 'ArrowLeft', right: 'ArrowRight', up: 'ArrowUp', down: 'ArrowDown' }
const VECTORS: Record<Direction, { dx: number; dy: number }> = {
  left: { dx: -1, dy: 0 },
  right: { dx: 1, dy: 0 },
  up: { dx: 0, dy: -1 },
  down: { dx: 0, dy: 1 },
}

/** Placed nodes go by units; in a stack or grid the arrow keys change the order. */
function nudge(context: ActionContext, direction: Direction, units: number): void {
  const { store } = context.session
  const { breakpoint } = state()
  const nodes = viewsOf(context, editable(context))
  const [first] = nodes
  if (!first) return
  const parent = store.getNode(first.parentId)
  if (layoutOf(parent, breakpoint).kind !== 'free') {
    return reorder(context, direction === 'left' || direction === 'up' ? -1 : 1)
  }
  const { dx, dy } = VECTORS[direction]
  const frames: Record<string, Frame> = {}
  for (const node of nodes) {
    const frame = frameAt(node, breakpoint)
    frames[node.id] = { ...frame, x: frame.x + dx * units, y: frame.y + dy * units }
  }
  editsOf(context).move({ ids: nodes.map(({ id }) => id), parentId: first.parentId, frames })
  const placed = frames[first.id]
  if (placed) announce(t('announce.moved', { name: first.name, x: placed.x, y: placed.y }))
}

function resizeBy(context: ActionContext, direction: Direction, units: number): void {
  const { dx, dy } = VECTORS[direction]
  const { breakpoint } = state()
  const frames: Record<string, Frame> = {}
  for (const node of viewsOf(context, editable(context))) {
    const box = getCanvas()?.box(node.id)
    const frame = { ...frameAt(node, breakpoint), ...(box ? { w: Math.round(box.w), h: Math.round(box.h) } : {}) }
    frames[node.id] = { ...frame, w: Math.max(4, frame.w + dx * units), h: Math.max(4, frame.h + dy * units) }
  }
  editsOf(context).resize(frames)
  const [size] = Object.values(frames)
  if (size) announce(t('announce.resized', { w: size.w, h: size.h }))
}

/** Forward is later among the siblings: drawn above them, or further along a stack. */
function reorder(context: ActionContext, by: 1 | -1 | 'first' | 'last'): void {
  const { store } = context.session
  const ids = editable(context)
  const parentId = store.getNode(ids[0] ?? '')?.parentId
  if (parentId === undefined) return
  const own = ids.filter((id) => store.getNode(id)?.parentId === parentId)
  const all = store.getChildren(parentId)
  const others = all.filter((id) => !own.includes(id))
  const position = others.filter((id) => all.indexOf(id) < all.indexOf(own[0] ?? '')).length
  const target = by === 'first' ? 0 : by === 'last' ? others.length : position + by
  if (target < 0 || target > others.length) return
  const ordered = all.filter((id) => own.includes(id))
  step(context, t('verb.order'), ordered, (doc, origin) =>
    moveNodes(doc, { ids: ordered, parentId, beforeId: others[target] ?? null }, origin),
  )
  announce(t('announce.order', { position: target + 1, count: others.length + own.length }))
}

/** Into the container before it among its siblings, at the end. */
function moveInto(context: ActionContext): void {
  const { store } = context.session
  const [node] = viewsOf(context, editable(context))
  if (!node) return
  const siblings = store.getChildren(node.parentId)
  const takes = (id: string): boolean => {
    const sibling = store.getNode(id)
    return id !== node.id && sibling !== null && !sibling.locked && findWidget(sibling.type)?.children === 'any'
  }
  const index = siblings.indexOf(node.id)
  const target = siblings.slice(0, index).findLast(takes) ?? siblings.slice(index + 1).find(takes)
  if (target !== undefined) reparent(context, node.id, target, null)
}

/** Out of its container, right behind it. */
function moveOut(context: ActionContext): void {
  const { store } = context.session
  const [node] = viewsOf(context, editable(context))
  const parent = node && store.getNode(node.parentId)
  if (!node || !parent) return
  const siblings = store.getChildren(parent.parentId)
  reparent(context, node.id, parent.parentId, siblings[siblings.indexOf(parent.id) + 1] ?? null)
}

function reparent(context: ActionContext, id: string, parentId: string, beforeId: string | null): void {
  const { store } = context.session
  const canvas = getCanvas()
  const box = canvas?.box(id)
  const origin = canvas?.contentBox(parentId)
  const isFree = layoutOf(store.getNode(parentId), state().breakpoint).kind === 'free'
  const place = (at: number | undefined, from: number | undefined): number =>
    Math.max(0, Math.round((at ?? 0) - (from ?? 0)))
  const frame = box && {
    x: place(box.x, origin?.x),
    y: place(box.y, origin?.y),
    w: Math.round(box.w),
    h: Math.round(box.h),
  }
  editsOf(context).move({ ids: [id], parentId, beforeId, ...(isFree && frame ? { frames: { [id]: frame } } : {}) })
  const name = store.getNode(parentId)?.name ?? store.getScreens().find((screen) => screen.id === parentId)?.name ?? ''
  announce(t('announce.reparented', { name: store.getNode(id)?.name ?? '', parent: name }))
}

const action = (
  id: string,
  key: TextKey,
  shortcut: string | null,
  run: Action['run'],
  group: Action['group'] = 'move',
): Action => ({ id, group, label: t(key), shortcut, isEnabled: canEditSelection, run })

const DIRECTIONS = Object.keys(KEYS) as Direction[]

export const moveActions: readonly Action[] = [
  ...DIRECTIONS.flatMap((direction) => [
    action(`nudge.${direction}`, `action.nudge.${direction}`, KEYS[direction], (context) =>
      nudge(context, direction, 1),
    ),
    action(`nudge10.${direction}`, `action.nudge10.${direction}`, `Shift+${KEYS[direction]}`, (context) =>
      nudge(context, direction, 10),
    ),
    action(`resize.${direction}`, `action.resize.${direction}`, `mod+${KEYS[direction]}`, (context) =>
      resizeBy(context, direction, 1),
    ),
    action(`resize10.${direction}`, `action.resize10.${direction}`, `mod+Shift+${KEYS[direction]}`, (context) =>
      resizeBy(context, direction, 10),
    ),
  ]),
  action('order.forward', 'action.order.forward', 'mod+]', (context) => reorder(context, 1), 'arrange'),
  action('order.backward', 'action.order.backward', 'mod+[', (context) => reorder(context, -1), 'arrange'),
  action('order.front', 'action.order.front', ']', (context) => reorder(context, 'last'), 'arrange'),
  action('order.back', 'action.order.back', '[', (context) => reorder(context, 'first'), 'arrange'),
  action('move.into', 'action.move.into', 'Alt+ArrowRight', moveInto),
  action('move.out', 'action.move.out', 'Alt+ArrowLeft', moveOut),
]
