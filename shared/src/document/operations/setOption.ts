import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

/** Renames or recolours a choice of a select field. */
export function setOption(
  doc: ProjectDoc,
  { id, ...values }: { id: string; label?: string; colour?: string },
  origin: Origin,
): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'options', id), '', values))
}
