import type { NodeView } from '@axiom/shared/document/views'

/** What can be said about a node between two looks at it. */
export type Change = 'inserted' | 'deleted' | 'moved' | 'changed'

type Look = Pick<NodeView, 'parentId' | 'index' | 'trashed' | 'frame' | 'frames'>

/** Null when there is nothing to say. The same reference means that nothing changed. */
export function changeBetween(before: Look | null, after: Look | null): Change | null {
  if (before === after) return null
  const wasHere = before !== null && !before.trashed
  const isHere = after !== null && !after.trashed
  if (!wasHere && !isHere) return null
  if (!before || !wasHere) return 'inserted'
  if (!after || !isHere) return 'deleted'
  const isMoved = before.parentId !== after.parentId || before.index !== after.index || !sameFrame(before, after)
  return isMoved ? 'moved' : 'changed'
}

function sameFrame(a: Look, b: Look): boolean {
  return JSON.stringify([a.frame, a.frames]) === JSON.stringify([b.frame, b.frames])
}
