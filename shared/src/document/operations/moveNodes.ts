import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { ancestorsOf, readTree, topmostOf } from '../tree.ts'
import type { Frame } from '../views.ts'
import { edit, getRow, indexesAmong, setPlace, setRegisters } from './support.ts'

export interface MoveNodes {
  ids: readonly string[]
  /** A screen or node; not one of the moved nodes or below them (those stay where they are). */
  parentId: string
  beforeId?: string | null
  /** New geometry in the new parent, by node. */
  frames?: Record<string, Frame>
}

/** Moves the topmost nodes of a selection under one parent, in their present order [M2]. Returns the moved ids. */
export function moveNodes(
  doc: ProjectDoc,
  { ids, parentId, beforeId, frames = {} }: MoveNodes,
  origin: Origin,
): string[] {
  const tree = readTree(doc)
  const above = new Set([parentId, ...ancestorsOf(tree, parentId)])
  const moving = topmostOf(tree, ids).filter((id) => !above.has(id))
  const indexes = indexesAmong(doc, tree, { parentId, beforeId, count: moving.length, moving: new Set(moving) })
  edit(doc, origin, () => {
    moving.forEach((id, i) => {
      const row = getRow(doc, 'nodes', id)
      setPlace(doc, row, { parentId, index: indexes[i] ?? 'V', from: tree.parents.get(id) })
      setRegisters(row, '', frames[id] ? { frame: frames[id] } : {})
    })
  })
  return moving
}
