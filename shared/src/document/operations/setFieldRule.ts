import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Audience, FieldUse } from '../views.ts'
import { storedCondition } from './storedCondition.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetFieldRule {
  id: string
  access: FieldUse
  /** Null: whoever the model's rules let in. */
  audience: Audience | null
}

/** Says who reads or writes one field, of those whom the model's rules let in. */
export function setFieldRule(doc: ProjectDoc, { id, access, audience }: SetFieldRule, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'fields', id), 'rule:', { [access]: audience ?? undefined }))
}

export interface SetFieldCondition {
  id: string
  access: FieldUse
  /** By the names of the fields; empty for none. */
  condition: string
}

/** Says in which records they read or write it. Throws `invalid_input`, with the place in the text. */
export function setFieldCondition(doc: ProjectDoc, { id, access, condition }: SetFieldCondition, origin: Origin): void {
  const row = getRow(doc, 'fields', id)
  const value = storedCondition(doc, ({ fields }) => fields.some((field) => field.id === id), condition)
  edit(doc, origin, () => setRegisters(row, 'when:', { [access]: value }))
}
