import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetScreen {
  id: string
  name?: string
  route?: string
  title?: string
}

/** Renames a screen, or changes its route or title. */
export function setScreen(doc: ProjectDoc, { id, ...values }: SetScreen, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'screens', id), '', values))
}
