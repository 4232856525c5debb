import * as Y from 'yjs'

import { encodePlace, ROOT_PARENT, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace } from './support.ts'

export interface AddQuery {
  name: string
  sourceId: string
  request?: string
}

/** Makes a query on a data source; returns its id. Only members may run it until a rule opens it. */
export function addQuery(doc: ProjectDoc, { name, sourceId, request = '' }: AddQuery, origin: Origin): string {
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'queries', { owns: () => true })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    row.set('name', name)
    row.set('source', sourceId)
    // Texts are made with their row, never later: two people would each make one [M1].
    row.set('x:request', new Y.Text(request))
    row.set('x:transform', new Y.Text(''))
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: ROOT_PARENT, since: doc.chance.now() }))
    doc.roots.queries.set(id, row)
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'queries', id), { parentId: ROOT_PARENT, index }))
  return id
}
