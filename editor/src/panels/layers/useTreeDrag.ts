import { moveNodes } from '@axiom/shared/document/operations/moveNodes'
import type { Frame } from '@axiom/shared/document/views'
import { findWidget } from '@axiom/shared/widgets/registry'
import { layoutOf } from '@axiom/shared/widgets/styles'
import type { DragMoveEvent } from '@dnd-kit/core'
import { useState, type CSSProperties, type RefObject } from 'react'

import { stepLabel } from '../../actions/edits.ts'
import { useProjectSession } from '../../document/hooks.ts'
import type { ProjectSession } from '../../document/projectSession.ts'
import { announce } from '../../session/announcements.ts'
import { getCanvas } from '../../session/canvasHandle.ts'
import { useEditorState } from '../../session/editorState.ts'
import { ancestorsOf, movable } from '../../session/selectionRules.ts'
import { t } from '../../texts/t.ts'
import { ROW_HEIGHT } from './NodeRow.tsx'
import type { TreeRow } from './rows.ts'

interface Place {
  parentId: string
  beforeId: string | null
  mark: { kind: 'line' | 'inside'; style: CSSProperties }
}

/** Dragging in the tree: between two lines, or into the middle of a container. */
export function useTreeDrag(rows: readonly TreeRow[], root: RefObject<HTMLElement | null>) {
  const session = useProjectSession()
  const [place, setPlace] = useState<Place | null>(null)

  const find = (event: DragMoveEvent): Place | null => {
    const area = root.current?.getBoundingClientRect()
    if (!area || !(event.activatorEvent instanceof MouseEvent)) return null
    const x = event.activatorEvent.clientX + event.delta.x
    const y = event.activatorEvent.clientY + event.delta.y
    if (x < area.left || x > area.right || y < area.top || y > area.bottom) return null
    return placeAt(
      session,
      rows,
      (y - area.top + (root.current?.scrollTop ?? 0)) / ROW_HEIGHT,
      draggedIds(session, event),
    )
  }

  return {
    mark: place?.mark ?? null,
    handlers: {
      onDragMove: (event: DragMoveEvent) => setPlace(find(event)),
      onDragCancel: () => setPlace(null),
      onDragEnd: (event: DragMoveEvent) => {
        const target = find(event)
        setPlace(null)
        if (target) drop(session, draggedIds(session, event), target)
      },
    },
  }
}

function draggedIds({ store }: ProjectSession, { active }: DragMoveEvent): string[] {
  const id = String(active.data.current?.['nodeId'] ?? '')
  const { selection } = useEditorState.getState()
  return movable({ node: (each) => store.getNode(each) }, selection.includes(id) ? selection : [id])
}

function placeAt(session: ProjectSession, rows: readonly TreeRow[], at: number, ids: readonly string[]): Place | null {
  const { store } = session
  const index = Math.min(rows.length - 1, Math.max(0, Math.floor(at)))
  const row = rows[index]
  const node = row && store.getNode(row.id)
  if (!row || !node) return null
  const above = [row.id, ...ancestorsOf({ node: (id) => store.getNode(id) }, row.id)]
  if (above.some((id) => ids.includes(id))) return null
  const part = at - index
  const line = (top: number, depth: number): Place['mark'] => ({
    kind: 'line',
    style: { top: top * ROW_HEIGHT - 1, insetInlineStart: 20 + depth * 16 },
  })
  const isInside = findWidget(node.type)?.children === 'any'
  if (isInside && part > 0.25 && part < 0.75)
    return {
      parentId: row.id,
      beforeId: null,
      mark: { kind: 'inside', style: { top: index * ROW_HEIGHT, height: ROW_HEIGHT } },
    }
  if (part < 0.5) return { parentId: row.parentId, beforeId: row.id, mark: line(index, row.depth) }
  if (row.isExpanded)
    return { parentId: row.id, beforeId: store.getChildren(row.id)[0] ?? null, mark: line(index + 1, row.depth + 1) }
  const siblings = store.getChildren(row.parentId)
  const beforeId = siblings[siblings.indexOf(row.id) + 1] ?? null
  return { parentId: row.parentId, beforeId, mark: line(index + 1, row.depth) }
}

function drop(session: ProjectSession, ids: readonly string[], { parentId, beforeId }: Place): void {
  const { doc, store, undo, origin } = session
  if (ids.length === 0 || useEditorState.getState().readOnly) return
  const frames = framesIn(session, ids, parentId)
  undo.step(stepLabel(t('layers.move'), store, ids), () => {
    moveNodes(doc, { ids: [...ids], parentId, beforeId, ...(frames ? { frames } : {}) }, origin)
  })
  const [first] = ids
  const name = store.getNode(first ?? '')?.name ?? ''
  const parent = store.getNode(parentId)?.name ?? store.getScreens().find(({ id }) => id === parentId)?.name ?? ''
  announce(t('announce.reparented', { name, parent }))
}

/** Into another free parent a node keeps its place on the screen; in a stack or grid it flows. */
function framesIn({ store }: ProjectSession, ids: readonly string[], parentId: string): Record<string, Frame> | null {
  const { breakpoint } = useEditorState.getState()
  const content = getCanvas()?.contentBox(parentId)
  if (breakpoint !== 'desktop' || !content || layoutOf(store.getNode(parentId), breakpoint).kind !== 'free') return null
  const frames: Record<string, Frame> = {}
  for (const id of ids) {
    const [node, box] = [store.getNode(id), getCanvas()?.box(id)]
    if (!node || !box || node.parentId === parentId) continue
    const { w, h } = node.frame
    frames[id] = { x: Math.round(box.x - content.x), y: Math.round(box.y - content.y), w, h }
  }
  return frames
}
