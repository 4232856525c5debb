import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Deletes a field softly; the values in the records stay and come back with it. */
export function trashField(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  const row = getRow(doc, 'fields', id)
  edit(doc, origin, () => trashRow(doc, row, String(row.get('model'))))
}
