import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

/** Renames a model; records and bindings refer to its id and follow [M12]. */
export function setModel(
  doc: ProjectDoc,
  { id, ...values }: { id: string; name?: string; label?: string },
  origin: Origin,
): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'models', id), '', values))
}
