import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, trashRow } from './support.ts'

/** Takes a choice away softly; records that have it keep it. */
export function removeOption(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  const row = getRow(doc, 'options', id)
  edit(doc, origin, () => trashRow(doc, row, String(row.get('field'))))
}
