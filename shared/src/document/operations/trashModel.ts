import { ROOT_PARENT } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Deletes a model softly; its records stay until the model is purged. */
export function trashModel(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  edit(doc, origin, () => trashRow(doc, getRow(doc, 'models', id), ROOT_PARENT))
}
