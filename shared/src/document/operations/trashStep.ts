import { parsePlace, ROOT_PARENT } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Deletes a step softly; of a condition its branches go with it. */
export function trashStep(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  const row = getRow(doc, 'steps', id)
  edit(doc, origin, () => trashRow(doc, row, parsePlace(row.get('at'))?.parentId ?? ROOT_PARENT))
}
