import { TRASH } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { childrenOf, readTree, topmostOf } from '../tree.ts'
import { specOf } from './copyNodes.ts'
import { createRows } from './createRows.ts'
import { edit, getRow, indexesAmong, setPlace } from './support.ts'

export interface DuplicateNodes {
  ids: readonly string[]
  offset?: { x: number; y: number }
}

/** Copies each node right behind itself; one undo step. Returns the ids of the copies. */
export function duplicateNodes(
  doc: ProjectDoc,
  { ids, offset = { x: 16, y: 16 } }: DuplicateNodes,
  origin: Origin,
): string[] {
  const tree = readTree(doc)
  const placed = topmostOf(tree, ids).flatMap((id) => {
    const parentId = tree.parents.get(id)
    if (parentId === undefined || parentId === TRASH) return []
    const siblings = childrenOf(tree, parentId)
    const beforeId = siblings[siblings.indexOf(id) + 1] ?? null
    const [index = 'V'] = indexesAmong(doc, tree, { parentId, beforeId, count: 1 })
    const spec = specOf(doc, tree, id)
    const frame = spec.frame && { ...spec.frame, x: spec.frame.x + offset.x, y: spec.frame.y + offset.y }
    const [copy] = createRows(doc, [{ ...spec, ...(frame ? { frame } : {}) }], [index], parentId)
    return copy === undefined ? [] : [{ copy, parentId, index }]
  })
  edit(doc, origin, () => {
    for (const { copy, parentId, index } of placed) setPlace(doc, getRow(doc, 'nodes', copy), { parentId, index })
  })
  return placed.map(({ copy }) => copy)
}
