import * as Y from 'yjs'

import { encodePlace, ROOT_PARENT, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace } from './support.ts'

/** Makes a model (a collection of records); returns its id. Closed for visitors until a rule opens it. */
export function addModel(doc: ProjectDoc, { name, label }: { name: string; label?: string }, origin: Origin): string {
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'models', { owns: () => true })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    row.set('name', name)
    row.set('label', label ?? name)
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: ROOT_PARENT, since: doc.chance.now() }))
    doc.roots.models.set(id, row)
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'models', id), { parentId: ROOT_PARENT, index }))
  return id
}
