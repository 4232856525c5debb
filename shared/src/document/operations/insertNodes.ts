import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { readTree } from '../tree.ts'
import { createRows, type NodeSpec } from './createRows.ts'
import { edit, getRow, indexesAmong, setPlace } from './support.ts'

export type { NodeSpec } from './createRows.ts'

export interface InsertNodes {
  /** A screen or node. */
  parentId: string
  beforeId?: string | null
  nodes: readonly NodeSpec[]
}

/** Makes nodes (with children) under a parent; returns the ids of the topmost. Two transactions [M5]. */
export function insertNodes(doc: ProjectDoc, { parentId, beforeId, nodes }: InsertNodes, origin: Origin): string[] {
  const indexes = indexesAmong(doc, readTree(doc), { parentId, beforeId, count: nodes.length })
  const ids = createRows(doc, nodes, indexes, parentId)
  edit(doc, origin, () => {
    ids.forEach((id, i) => setPlace(doc, getRow(doc, 'nodes', id), { parentId, index: indexes[i] ?? 'V' }))
  })
  return ids
}
