import { ROOT_PARENT } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Deletes a screen softly; its nodes keep their places and are hidden with it [M5]. */
export function trashScreen(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  edit(doc, origin, () => trashRow(doc, getRow(doc, 'screens', id), ROOT_PARENT))
}
