import type { Json } from '../../json.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

/** Changes parameters of a step; `undefined` gives one its default again. */
export function setStep(
  doc: ProjectDoc,
  { id, params }: { id: string; params: Record<string, Json | undefined> },
  origin: Origin,
): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'steps', id), 'p:', params))
}
