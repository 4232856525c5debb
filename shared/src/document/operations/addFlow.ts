import * as Y from 'yjs'

import type { FlowTrigger } from '../../flows/flow.ts'
import { encodePlace, ROOT_PARENT, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace, setRegisters } from './support.ts'

/** Makes a flow without steps; returns its id. It is off until somebody turns it on. */
export function addFlow(doc: ProjectDoc, input: { name: string; trigger: FlowTrigger }, origin: Origin): string {
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'flows', { owns: () => true })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    doc.roots.flows.set(id, row)
    setRegisters(row, '', { name: input.name, trigger: input.trigger, enabled: false })
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: ROOT_PARENT, since: doc.chance.now() }))
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'flows', id), { parentId: ROOT_PARENT, index }))
  return id
}
