import { ROOT_PARENT } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Deletes a flow softly; its steps stay with it. */
export function trashFlow(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  edit(doc, origin, () => trashRow(doc, getRow(doc, 'flows', id), ROOT_PARENT))
}
