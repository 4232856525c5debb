import { TRASH } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { readTree, topmostOf } from '../tree.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Deletes nodes softly: the topmost move to the trash, what is below stays below them [M5]. Returns what was moved. */
export function trashNodes(doc: ProjectDoc, { ids }: { ids: readonly string[] }, origin: Origin): string[] {
  const tree = readTree(doc)
  const trashed = topmostOf(tree, ids).filter((id) => tree.parents.get(id) !== TRASH)
  edit(doc, origin, () => {
    for (const id of trashed) trashRow(doc, getRow(doc, 'nodes', id), tree.parents.get(id) ?? TRASH)
  })
  return trashed
}
