import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Audience, RecordOperation } from '../views.ts'
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
