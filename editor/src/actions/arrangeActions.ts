import { setFlags } from '@axiom/shared/document/operations/setFlags'
import { unwrapNode } from '@axiom/shared/document/operations/unwrapNode'
import { wrapNodes } from '@axiom/shared/document/operations/wrapNodes'
import type { Frame, NodeView } from '@axiom/shared/document/views'
import { findWidget, specFor } from '@axiom/shared/widgets/registry'
import { frameAt, layoutOf } from '@axiom/shared/widgets/styles'

import { getCanvas } from '../session/canvasHandle.ts'
import { select } from '../session/editorState.ts'
import { type Axis, movedBy, rounded, unionOf } from '../session/geometry.ts'
import { type TextKey, t } from '../texts/t.ts'
import {
  type Action,
  type ActionContext,
  canEditSelection,
  canWrite,
  editable,
  editsOf,
  hasSelection,
  state,
  step,
  viewsOf,
} from './action.ts'
import { aligned, distributed, type Edge, type Frames, sameSize } from './align.ts'

/** Placed nodes of one parent: only they have a geometry to arrange. */
function placed(context: ActionContext): { ids: string[]; parentId: string; frames: Frames } | null {
  const { store } = context.session
  const { breakpoint } = state()
  const nodes = viewsOf(context, editable(context))
  const parentId = nodes[0]?.parentId
  if (parentId === undefined || nodes.some((node) => node.parentId !== parentId)) return null
  if (layoutOf(store.getNode(parentId), breakpoint).kind !== 'free') return null
  const frames = Object.fromEntries(
    nodes.map((node) => {
      const box = getCanvas()?.box(node.id)
      const frame = frameAt(node, breakpoint)
      return [node.id, box ? { ...frame, w: Math.round(box.w), h: Math.round(box.h) } : frame]
    }),
  )
  return { ids: nodes.map(({ id }) => id), parentId, frames }
}

const canArrange =
  (least: number) =>
  (context: ActionContext): boolean =>
    canWrite() && (placed(context)?.ids.length ?? 0) >= least

function align(context: ActionContext, axis: Axis, edge: Edge): void {
  const found = placed(context)
  if (!found) return
  const parent = getCanvas()?.contentBox(found.parentId)
  const around = found.ids.length === 1 && parent ? { ...parent, x: 0, y: 0 } : null
  editsOf(context).move({
    ids: found.ids,
    parentId: found.parentId,
    frames: { ...aligned(found.frames, axis, edge, around) },
  })
}

const PADDING = 16

/** A container around them: placed nodes keep their places on the screen, others flow in it as before. */
function wrap(context: ActionContext, ids: readonly string[]): void {
  const found = placed(context)
  const box = found && unionOf(Object.values(found.frames))
  const spec = specFor('container')
  const wrapper = box
    ? {
        ...spec,
        frame: { x: box.x - PADDING, y: box.y - PADDING, w: box.w + 2 * PADDING, h: box.h + 2 * PADDING },
        styles: { ...spec.styles, layout: 'free' },
      }
    : spec
  const frames = box
    ? Object.fromEntries(
        Object.entries(found.frames).map(([id, frame]) => [id, movedBy(frame, PADDING - box.x, PADDING - box.y)]),
      )
    : {}
  step(context, t('verb.wrap'), ids, (doc, origin) => {
    const id = wrapNodes(doc, { ids, wrapper, frames }, origin)
    if (id !== null) select([id])
  })
}

/** The children keep their places on the screen when what is around the container is free. */
function unwrap(context: ActionContext, nodes: readonly NodeView[]): void {
  const { store } = context.session
  const children = nodes.flatMap((node) => store.getChildren(node.id))
  step(
    context,
    t('verb.unwrap'),
    nodes.map(({ id }) => id),
    (doc, origin) => {
      for (const node of nodes) unwrapNode(doc, { id: node.id, frames: framesOutside(context, node) }, origin)
    },
  )
  select(children)
}

function framesOutside({ session: { store } }: ActionContext, node: NodeView): Record<string, Frame> {
  const canvas = getCanvas()
  const outer = canvas?.contentBox(node.parentId)
  const isFree = layoutOf(store.getNode(node.parentId), state().breakpoint).kind === 'free'
  if (!canvas || !outer || !isFree) return {}
  const frames = store.getChildren(node.id).flatMap((id): [string, Frame][] => {
    const box = canvas.box(id)
    return box ? [[id, rounded(movedBy(box, -outer.x, -outer.y))]] : []
  })
  return Object.fromEntries(frames)
}

const alignAction = (
  name: 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom',
  axis: Axis,
  edge: Edge,
  key: string,
): Action => ({
  id: `align.${name}`,
  group: 'arrange',
  label: t(`action.align.${name}`),
  shortcut: `Alt+${key}`,
  isEnabled: canArrange(1),
  run: (context) => align(context, axis, edge),
})

const geometry = (
  id: string,
  key: TextKey,
  least: number,
  write: 'move' | 'resize',
  change: (frames: Frames) => Frames,
): Action => ({
  id,
  group: 'arrange',
  label: t(key),
  shortcut: null,
  isEnabled: canArrange(least),
  run(context) {
    const found = placed(context)
    if (!found) return
    const frames = { ...change(found.frames) }
    if (write === 'resize') editsOf(context).resize(frames)
    else editsOf(context).move({ ids: found.ids, parentId: found.parentId, frames })
  },
})

function flag(id: string, key: TextKey, shortcut: string, name: 'locked' | 'hidden'): Action {
  return {
    id,
    group: 'arrange',
    label: t(key),
    shortcut,
    isEnabled: () => canWrite() && hasSelection(),
    run(context) {
      const nodes = viewsOf(context, state().selection)
      const ids = nodes.map((node) => node.id)
      const value = !nodes.every((node) => node[name])
      step(context, t(key), ids, (doc, origin) => setFlags(doc, { ids, [name]: value }, origin))
    },
  }
}

export const arrangeActions: readonly Action[] = [
  alignAction('left', 'x', 'start', 'A'),
  alignAction('centre', 'x', 'middle', 'H'),
  alignAction('right', 'x', 'end', 'D'),
  alignAction('top', 'y', 'start', 'W'),
  alignAction('middle', 'y', 'middle', 'V'),
  alignAction('bottom', 'y', 'end', 'S'),
  geometry('distribute.x', 'action.distribute.x', 3, 'move', (frames) => distributed(frames, 'x')),
  geometry('distribute.y', 'action.distribute.y', 3, 'move', (frames) => distributed(frames, 'y')),
  geometry('size.width', 'action.size.width', 2, 'resize', (frames) => sameSize(frames, 'x')),
  geometry('size.height', 'action.size.height', 2, 'resize', (frames) => sameSize(frames, 'y')),
  {
    id: 'wrap',
    group: 'arrange',
    label: t('action.wrap'),
    shortcut: 'mod+G',
    isEnabled: canEditSelection,
    run(context) {
      const ids = editable(context)
      wrap(context, ids)
    },
  },
  {
    id: 'unwrap',
    group: 'arrange',
    label: t('action.unwrap'),
    shortcut: 'mod+Shift+G',
    isEnabled: (context) =>
      canWrite() && viewsOf(context, editable(context)).some((node) => findWidget(node.type)?.children === 'any'),
    run(context) {
      unwrap(
        context,
        viewsOf(context, editable(context)).filter((node) => findWidget(node.type)?.children === 'any'),
      )
    },
  },
  flag('lock', 'action.lock', 'mod+Shift+L', 'locked'),
  flag('hide', 'action.hide', 'mod+Shift+H', 'hidden'),
]
