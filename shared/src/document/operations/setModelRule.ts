import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Audience, RecordOperation } from '../views.ts'
import { storedCondition } from './storedCondition.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetModelRule {
  id: string
  operation: RecordOperation
  audience: Audience
}

/** Says who may do one operation on a model's records; a register per operation, so two people's rules both hold. */
export function setModelRule(doc: ProjectDoc, { id, operation, audience }: SetModelRule, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'models', id), 'rule:', { [operation]: audience }))
}

/** Says whether visitors prove that no robot makes records. */
export function setModelProof(
  doc: ProjectDoc,
  { id, isAsked }: { id: string; isAsked: boolean },
  origin: Origin,
): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'models', id), '', { proof: isAsked ? true : undefined }))
}

export interface SetModelCondition {
  id: string
  operation: RecordOperation
  /** By the names of the fields; empty for none. */
  condition: string
}

/** Says what must hold of a record, beside its rule's audience. Throws `invalid_input`, with the place in the text. */
export function setModelCondition(
  doc: ProjectDoc,
  { id, operation, condition }: SetModelCondition,
  origin: Origin,
): void {
  const row = getRow(doc, 'models', id)
  const value = storedCondition(doc, (model) => model.id === id, condition)
  edit(doc, origin, () => setRegisters(row, 'when:', { [operation]: value }))
}
