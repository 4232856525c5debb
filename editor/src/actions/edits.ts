import { duplicateNodes } from '@axiom/shared/document/operations/duplicateNodes'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { moveNodes } from '@axiom/shared/document/operations/moveNodes'
import { setFrames } from '@axiom/shared/document/operations/setFrames'
import { setStyles } from '@axiom/shared/document/operations/setStyles'
import type { Breakpoint, Frame, NodeView } from '@axiom/shared/document/views'
import { specFor } from '@axiom/shared/widgets/registry'
import { frameAt, layoutOf, stylesAt } from '@axiom/shared/widgets/styles'

import type { ProjectSession } from '../document/projectSession.ts'
import { select, useEditorState } from '../session/editorState.ts'
import type { GestureEdits, Move } from '../session/world.ts'
import { t } from '../texts/t.ts'

type Document = Pick<ProjectSession, 'doc' | 'store' | 'undo' | 'origin'>

/** "Move Card", or "Move 3 widgets": the name of an undo step. */
export function stepLabel(verb: string, store: Document['store'], ids: readonly string[]): string {
  const [first] = ids
  const name = ids.length === 1 && first !== undefined ? store.getNode(first)?.name : undefined
  return `${verb} ${name ?? t('count.widgets', { count: ids.length })}`
}

/** What gestures and actions write. Each is one undo step; a gesture's geometry is one transaction [M3]. */
export function createEdits(session: Document): GestureEdits {
  return {
    move: (move) => {
      const { doc, undo, origin } = session
      undo.step(stepLabel(t('verb.move'), session.store, move.ids), () => {
        doc.y.transact(() => applyMove(session, move), origin)
      })
    },
    duplicate: (move) => {
      const { doc, undo, origin } = session
      undo.step(stepLabel(t('verb.duplicate'), session.store, move.ids), () => {
        const copies = duplicateNodes(doc, { ids: [...move.ids] }, origin)
        applyMove(session, copiesOf(move, copies))
        select(copies)
      })
    },
    resize: (frames) => resize(session, frames),
    insert: (type, place) => {
      const { doc, undo, origin } = session
      const spec = specFor(type)
      const node = { ...spec, frame: { ...spec.frame, ...place.frame } }
      undo.step(t('action.insert', { name: spec.name }), () => {
        select(insertNodes(doc, { parentId: place.parentId, beforeId: place.beforeId, nodes: [node] }, origin))
      })
    },
  }
}

function copiesOf({ ids, frames, ...place }: Move, copies: readonly string[]): Move {
  const moved: Record<string, Frame> = {}
  ids.forEach((id, i) => {
    const [copy, frame] = [copies[i], frames?.[id]]
    if (copy !== undefined && frame) moved[copy] = frame
  })
  return { ...place, ids: copies, ...(frames ? { frames: moved } : {}) }
}

/**
 * Where a widget hangs is the same at every breakpoint; where it stands is not: on a phone only the phone's own geometry is
 * written, and a widget that came into a stack or grid there has none any more, so it flows [M3].
 */
function applyMove({ doc, origin }: Document, { ids, parentId, beforeId, frames }: Move): void {
  const { breakpoint } = useEditorState.getState()
  const isBase = breakpoint === 'desktop'
  if (beforeId === undefined) return setFrames(doc, { frames: frames ?? {}, ...at(breakpoint) }, origin)
  moveNodes(doc, { ids: [...ids], parentId, beforeId, ...(frames && isBase ? { frames } : {}) }, origin)
  if (!isBase)
    setFrames(doc, { frames: frames ?? Object.fromEntries(ids.map((id) => [id, undefined])), breakpoint }, origin)
}

const at = (breakpoint: Breakpoint): { breakpoint?: Breakpoint } => (breakpoint === 'desktop' ? {} : { breakpoint })

function resize({ doc, store, undo, origin }: Document, frames: Record<string, Frame>): void {
  const { breakpoint } = useEditorState.getState()
  const ids = Object.keys(frames)
  undo.step(stepLabel(t('verb.resize'), store, ids), () => {
    doc.y.transact(() => {
      setFrames(doc, { frames, ...at(breakpoint) }, origin)
      for (const [id, frame] of Object.entries(frames)) {
        const node = store.getNode(id)
        const styles = node && fixedSides(node, frame, parentKind(store, node, breakpoint), breakpoint)
        if (styles) setStyles(doc, { ids: [id], styles, ...at(breakpoint) }, origin)
      }
    }, origin)
  })
}

function parentKind(store: Document['store'], node: NodeView, breakpoint: Breakpoint): 'free' | 'stack' | 'grid' {
  return layoutOf(store.getNode(node.parentId), breakpoint).kind
}

/** A side that was pulled is no longer hugged or filled: its size is what the hand gave it. */
function fixedSides(
  node: NodeView,
  next: Frame,
  parent: 'free' | 'stack' | 'grid',
  breakpoint: Breakpoint,
): Record<string, string> | null {
  const before = frameAt(node, breakpoint)
  const styles = stylesAt(node, breakpoint)
  const isFixed = (side: 'width' | 'height'): boolean =>
    styles[side] === 'fixed' || (parent === 'free' && styles[side] !== 'hug')
  const fixed: Record<string, string> = {}
  if (Math.round(before.w) !== next.w && !isFixed('width')) fixed['width'] = 'fixed'
  if (Math.round(before.h) !== next.h && !isFixed('height')) fixed['height'] = 'fixed'
  return Object.keys(fixed).length > 0 ? fixed : null
}
