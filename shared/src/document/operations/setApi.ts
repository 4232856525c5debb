import * as Y from 'yjs'

import type { ApiView } from '../parseApis.ts'
import { encodePlace, ROOT_PARENT, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace, setRegisters, trashRow } from './support.ts'

export type ApiValues = Omit<ApiView, 'id' | 'index'>

/** Makes an endpoint; returns its id. */
export function addApi(doc: ProjectDoc, values: ApiValues, origin: Origin): string {
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'apis', { owns: () => true })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    doc.roots.apis.set(id, row)
    write(row, values)
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: ROOT_PARENT, since: doc.chance.now() }))
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'apis', id), { parentId: ROOT_PARENT, index }))
  return id
}

/** Changes an endpoint. */
export function setApi(doc: ProjectDoc, { id, ...values }: ApiValues & { id: string }, origin: Origin): void {
  edit(doc, origin, () => write(getRow(doc, 'apis', id), values))
}

/** Deletes an endpoint softly. */
export function trashApi(doc: ProjectDoc, { id }: { id: string }, origin: Origin): void {
  edit(doc, origin, () => trashRow(doc, getRow(doc, 'apis', id), ROOT_PARENT))
}

function write(row: Row, { modelId, queryId, flowId, fields, transform, ...values }: ApiValues): void {
  setRegisters(row, '', {
    ...values,
    model: modelId || undefined,
    query: queryId || undefined,
    flow: flowId || undefined,
    fields: fields ?? undefined,
    transform: transform === '' ? undefined : transform,
  })
}
