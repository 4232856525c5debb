import { parseScreen } from '../parseScreen.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { childrenOf, readTree } from '../tree.ts'
import { addScreen } from './addScreen.ts'
import { specOf } from './copyNodes.ts'
import { insertNodes } from './insertNodes.ts'
import { getRow } from './support.ts'

/** Copies a screen with everything on it; returns the id of the copy. */
export function duplicateScreen(doc: ProjectDoc, { id, name }: { id: string; name?: string }, origin: Origin): string {
  const source = parseScreen(id, getRow(doc, 'screens', id))
  const tree = readTree(doc)
  const nodes = childrenOf(tree, id).map((child) => specOf(doc, tree, child))
  const copy = addScreen(doc, { name: name ?? `${source.name} 2` }, origin)
  insertNodes(doc, { parentId: copy, nodes }, origin)
  return copy
}
