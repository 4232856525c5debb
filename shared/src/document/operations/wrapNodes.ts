import { indexesBetween } from '../fractionalIndex.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { readTree, topmostOf } from '../tree.ts'
import type { Frame } from '../views.ts'
import { createRows, type NodeSpec } from './createRows.ts'
import { edit, getRow, indexesAmong, setPlace, setRegisters } from './support.ts'

export interface WrapNodes {
  ids: readonly string[]
  /** The wrapper; its frame in the parent of the first node. */
  wrapper: NodeSpec
  /** Geometry of the wrapped nodes inside the wrapper. */
  frames?: Record<string, Frame>
}

/** Puts nodes of one parent into a new container at the place of the first. Returns the container's id, or null. */
export function wrapNodes(doc: ProjectDoc, { ids, wrapper, frames = {} }: WrapNodes, origin: Origin): string | null {
  const tree = readTree(doc)
  const topmost = topmostOf(tree, ids)
  const first = topmost[0]
  const parentId = first === undefined ? undefined : tree.parents.get(first)
  if (first === undefined || parentId === undefined) return null
  const wrapped = topmost.filter((id) => tree.parents.get(id) === parentId)
  const [index = 'V'] = indexesAmong(doc, tree, { parentId, beforeId: first, count: 1 })
  const [id] = createRows(doc, [wrapper], [index], parentId)
  if (id === undefined) return null
  const inside = indexesBetween(null, null, wrapped.length, doc.chance.random)
  edit(doc, origin, () => {
    setPlace(doc, getRow(doc, 'nodes', id), { parentId, index })
    wrapped.forEach((child, i) => {
      const row = getRow(doc, 'nodes', child)
      setPlace(doc, row, { parentId: id, index: inside[i] ?? 'V', from: parentId })
      setRegisters(row, '', frames[child] ? { frame: frames[child] } : {})
    })
  })
  return id
}
