import { ROOT_PARENT } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Deletes a query softly. */
export function trashQuery(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  edit(doc, origin, () => trashRow(doc, getRow(doc, 'queries', id), ROOT_PARENT))
}
