import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { childrenOf, readTree } from '../tree.ts'
import type { Frame } from '../views.ts'
import { edit, getRow, indexesAmong, setPlace, setRegisters, trashRow } from './support.ts'

export interface UnwrapNode {
  id: string
  /** Geometry of the children in the container's parent. */
  frames?: Record<string, Frame>
}

/** Puts a container's children in its place and the container into the trash. Returns the children. */
export function unwrapNode(doc: ProjectDoc, { id, frames = {} }: UnwrapNode, origin: Origin): readonly string[] {
  const tree = readTree(doc)
  const parentId = tree.parents.get(id)
  if (parentId === undefined) return []
  const children = childrenOf(tree, id)
  const indexes = indexesAmong(doc, tree, { parentId, beforeId: id, count: children.length })
  edit(doc, origin, () => {
    children.forEach((child, i) => {
      const row = getRow(doc, 'nodes', child)
      setPlace(doc, row, { parentId, index: indexes[i] ?? 'V', from: id })
      setRegisters(row, '', frames[child] ? { frame: frames[child] } : {})
    })
    trashRow(doc, getRow(doc, 'nodes', id), parentId)
  })
  return children
}
