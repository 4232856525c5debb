import { parseNode, toText } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc, RowRoot } from './projectDoc.ts'
import type { Tree } from './tree.ts'

/** What people call a row; empty for one that is not there or has no name of its own. */
export function rowName(doc: ProjectDoc, root: RowRoot, id: string): string {
  const row = doc.roots[root].get(id)
  if (row === undefined) return ''
  if (root === 'nodes') return parseNode(id, row, { parentId: '', index: '', trashed: false }).name
  return toText(row.get('label')) || toText(row.get('name'))
}

/** The screen on which a node is or, in the trash, was; null when that cannot be told. */
export function screenOf(doc: ProjectDoc, tree: Tree, nodeId: string): string | null {
  // A screen in the trash with its nodes ends the way, too.
  const passed = new Set<string>()
  for (let at: string | null | undefined = nodeId; at && !passed.has(at);) {
    if (doc.roots.screens.has(at)) return at
    passed.add(at)
    const parent = tree.parents.get(at)
    at = parent === TRASH ? parsePlace(doc.roots.nodes.get(at)?.get('at'))?.previousParentId : parent
  }
  return null
}
