import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Audience } from '../views.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetScreen {
  id: string
  name?: string
  route?: string
  title?: string
  access?: Audience
}

/** Renames a screen, or changes its route, its title or who may open it. */
export function setScreen(doc: ProjectDoc, { id, ...values }: SetScreen, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'screens', id), '', values))
}
