import { renameRead } from '../../expressions/renameRead.ts'
import type { Json } from '../../json.ts'
import { API_NAME } from '../../model/names.ts'
import { parseModels } from '../parseModels.ts'
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

/**
 * Changes a field: one register per property, so that "rename" and "required" of two people both hold [M1]. Computed fields of its model
 * go on reading it by its new name.
 */
export function setField(doc: ProjectDoc, { id, constraints = {}, ...values }: SetField, origin: Origin): void {
  const row = getRow(doc, 'fields', id)
  const readers = values.name === undefined ? [] : expressionsWith(doc, id, values.name)
  edit(doc, origin, () => {
    for (const { fieldId, expression } of readers) setRegisters(getRow(doc, 'fields', fieldId), 'c:', { expression })
    setRegisters(row, '', values)
    setRegisters(row, 'c:', constraints)
  })
}

/** Expressions of the field's model as they are once it has that name; none where another field has it, or it is no name. */
function expressionsWith(doc: ProjectDoc, id: string, name: string): { fieldId: string; expression: string }[] {
  const fields = parseModels(doc).find((model) => model.fields.some((field) => field.id === id))?.fields ?? []
  const from = fields.find((field) => field.id === id)?.name
  if (from === undefined || !API_NAME.test(name) || fields.some((field) => field.name === name)) return []
  return fields.flatMap((field) => {
    const source = field.type === 'computed' ? field.constraints.expression : undefined
    const expression = source === undefined ? undefined : renameRead(source, from, name)
    return expression === undefined || expression === source ? [] : [{ fieldId: field.id, expression }]
  })
}
