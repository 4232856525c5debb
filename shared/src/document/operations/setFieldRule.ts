import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Audience } from '../views.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetFieldRule {
  id: string
  access: 'read' | 'write'
  /** Null: whoever the model's rules let in. */
  audience: Audience | null
}

/** Says who reads or writes one field, of those whom the model's rules let in. */
export function setFieldRule(doc: ProjectDoc, { id, access, audience }: SetFieldRule, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'fields', id), 'rule:', { [access]: audience ?? undefined }))
}
