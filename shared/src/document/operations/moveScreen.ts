import { ROOT_PARENT } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace } from './support.ts'

/** Changes the order of screens. */
export function moveScreen(
  doc: ProjectDoc,
  { id, beforeId }: { id: string; beforeId: string | null },
  origin: Origin,
): void {
  const index = indexesInRoot(doc, 'screens', { owns: () => true, beforeId, moving: id })
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'screens', id), { parentId: ROOT_PARENT, index }))
}
