import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { createDocumentStore } from '@axiom/shared/document/store'
import { openDB } from 'idb'
import * as Y from 'yjs'

import { databaseName, type Schema } from './localStore.ts'

/** A project that opens from this device without network. */
export interface KeptProject {
  id: string
  /** Null when the document has none. */
  name: string | null
  /** Changes that the server does not have yet. */
  changes: number
}

/** What this device keeps of a user's projects, read from the documents' own bytes. */
export async function listKept(userId: string): Promise<KeptProject[]> {
  if (typeof indexedDB === 'undefined') return []
  const known = await indexedDB.databases()
  if (!known.some(({ name }) => name === databaseName(userId))) return []
  const db = await openDB<Schema>(databaseName(userId))
  try {
    const kept: KeptProject[] = []
    for (const { projectId, changes } of await db.getAll('projects')) {
      const chunks = await db.getAllFromIndex('chunks', 'project', projectId)
      if (chunks.length > 0) kept.push({ id: projectId, name: nameIn(chunks.map(({ update }) => update)), changes })
    }
    return kept
  } finally {
    db.close()
  }
}

function nameIn(updates: Uint8Array[]): string | null {
  const y = new Y.Doc()
  Y.applyUpdate(y, Y.mergeUpdates(updates))
  const name = createDocumentStore(openProjectDoc(y)).getMeta()['name']
  y.destroy()
  return typeof name === 'string' ? name : null
}
