import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace } from './support.ts'

/** Changes the order of a model's fields. */
export function moveField(
  doc: ProjectDoc,
  { id, beforeId }: { id: string; beforeId: string | null },
  origin: Origin,
): void {
  const row = getRow(doc, 'fields', id)
  const modelId = String(row.get('model'))
  const index = indexesInRoot(doc, 'fields', { owns: (other) => other.get('model') === modelId, beforeId, moving: id })
  edit(doc, origin, () => setPlace(doc, row, { parentId: modelId, index }))
}
