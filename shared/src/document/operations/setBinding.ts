import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetBinding {
  id: string
  prop: string
  /** Expression source; null goes back to the literal. */
  expression: string | null
}

/** Binds a property to an expression, or unbinds it. */
export function setBinding(doc: ProjectDoc, { id, prop, expression }: SetBinding, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'nodes', id), 'b:', { [prop]: expression ?? undefined }))
}
