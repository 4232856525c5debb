import * as Y from 'yjs'

import { encodePlace, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace, setRegisters } from './support.ts'

export interface AddOption {
  fieldId: string
  label: string
  colour?: string
}

/** Adds a choice to a select field; returns its id. */
export function addOption(doc: ProjectDoc, { fieldId, label, colour }: AddOption, origin: Origin): string {
  getRow(doc, 'fields', fieldId)
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'options', { owns: (row) => row.get('field') === fieldId })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    doc.roots.options.set(id, row)
    setRegisters(row, '', { field: fieldId, label, colour })
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: fieldId, since: doc.chance.now() }))
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'options', id), { parentId: fieldId, index }))
  return id
}
