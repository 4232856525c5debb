import * as Y from 'yjs'

import { openProjectDoc, ROOTS, type ProjectDoc, type Row } from './projectDoc.ts'

/**
 * The same content as one V1 update of one client id, without anything of how it came about [C14]. Keys that this code does not know
 * come along. It shares no history with the original: documents of the two must never be merged.
 */
export function rebuildDocument(from: ProjectDoc, clientId: number): Uint8Array {
  const y = new Y.Doc({ gc: true })
  y.clientID = clientId
  const to = openProjectDoc(y)
  y.transact(() => {
    for (const root of ROOTS) {
      const target = to.roots[root] as Row
      for (const [key, value] of from.roots[root] as Row) target.set(key, copyOf(value))
    }
    const epoch = from.roots.meta.get('epoch')
    to.roots.meta.set('epoch', (typeof epoch === 'number' ? epoch : 0) + 1)
  })
  const update = Y.encodeStateAsUpdate(y)
  y.destroy()
  return update
}

function copyOf(value: unknown): unknown {
  return value instanceof Y.AbstractType ? (value.clone() as unknown) : value
}
