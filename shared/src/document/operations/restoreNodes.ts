import { parsePlace, TRASH, type StoredPlace } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { ancestorsOf, firstLivingScreen, readTree, type Tree } from '../tree.ts'
import { edit, getRow, setPlace } from './support.ts'

/**
 * Takes nodes out of the trash: to their previous parent, else its nearest living ancestor, else the first living screen [M5].
 * Returns what was restored; nothing without a living screen.
 */
export function restoreNodes(doc: ProjectDoc, { ids }: { ids: readonly string[] }, origin: Origin): string[] {
  const tree = readTree(doc)
  const restored = ids.filter((id) => tree.places.get(id)?.parentId === TRASH)
  edit(doc, origin, () => {
    for (const id of restored) {
      const place = tree.places.get(id)
      const parentId = place ? livingParent(doc, tree, id, place) : null
      if (place && parentId !== null)
        setPlace(doc, getRow(doc, 'nodes', id), { parentId, index: place.index, from: TRASH })
    }
  })
  return restored
}

function livingParent(doc: ProjectDoc, tree: Tree, id: string, place: StoredPlace): string | null {
  const screens = new Map([...doc.roots.screens].map(([screenId, row]) => [screenId, parsePlace(row.get('at'))]))
  const isLivingScreen = (at: string): boolean => screens.has(at) && screens.get(at)?.parentId !== TRASH
  const previous = place.previousParentId
  if (previous === null) return firstLivingScreen(screens)
  const chain = [previous, ...ancestorsOf(tree, previous)]
  const top = chain.at(-1)
  if (!chain.includes(id) && top !== undefined && isLivingScreen(top)) return previous
  // Some ancestor is in the trash itself: where that one came from is the nearest living place.
  const trashedAncestor = chain.toReversed().find((at) => tree.places.get(at)?.parentId === TRASH)
  const from = trashedAncestor === undefined ? null : (tree.places.get(trashedAncestor)?.previousParentId ?? null)
  if (from !== null && !chain.includes(id)) {
    const root = [from, ...ancestorsOf(tree, from)].at(-1)
    if (root !== undefined && isLivingScreen(root)) return from
  }
  return firstLivingScreen(screens)
}
