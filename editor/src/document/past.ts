import { openProjectDoc, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { createDocumentStore, type DocumentStore } from '@axiom/shared/document/store'
import { fromBase64 } from 'lib0/buffer'
import * as Y from 'yjs'

/** A project as it was: to be looked at, never written. */
export interface PastProject {
  doc: ProjectDoc
  store: DocumentStore
}

/** Opens a whole state, an update in base64. */
export function openPast(state: string): PastProject {
  const y = new Y.Doc()
  Y.applyUpdate(y, fromBase64(state))
  const doc = openProjectDoc(y)
  return { doc, store: createDocumentStore(doc) }
}
