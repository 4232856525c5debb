import * as Y from 'yjs'

import { encodePlace, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import type { FieldConstraints, FieldType } from '../views.ts'
import { addOption } from './addOption.ts'
import { edit, getRow, indexesInRoot, setPlace, setRegisters } from './support.ts'

export interface AddField {
  modelId: string
  name: string
  label?: string
  type: FieldType
  constraints?: FieldConstraints
  /** Labels of a select's options. */
  options?: readonly string[]
  beforeId?: string | null
}

/** Adds a field to a model; returns its id. */
export function addField(doc: ProjectDoc, input: AddField, origin: Origin): string {
  const { modelId, name, type, constraints = {}, options = [], beforeId } = input
  getRow(doc, 'models', modelId)
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'fields', { owns: (row) => row.get('model') === modelId, beforeId })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    doc.roots.fields.set(id, row)
    setRegisters(row, '', { model: modelId, name, label: input.label ?? name, type })
    setRegisters(row, 'c:', constraints as Record<string, unknown>)
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: modelId, since: doc.chance.now() }))
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'fields', id), { parentId: modelId, index }))
  for (const label of options) addOption(doc, { fieldId: id, label }, origin)
  return id
}
