import type { Json } from '../../json.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { FieldConstraints, FieldType } from '../views.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetField {
  id: string
  name?: string
  label?: string
  type?: FieldType
  /** `undefined` removes a constraint. */
  constraints?: { [K in keyof FieldConstraints]: Json | undefined }
}

/** Changes a field: one register per property, so that "rename" and "required" of two people both hold [M1]. */
export function setField(doc: ProjectDoc, { id, constraints = {}, ...values }: SetField, origin: Origin): void {
  const row = getRow(doc, 'fields', id)
  edit(doc, origin, () => {
    setRegisters(row, '', values)
    setRegisters(row, 'c:', constraints)
  })
}
