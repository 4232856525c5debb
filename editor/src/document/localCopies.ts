import { CreateProposalInput } from '@axiom/shared/contracts/proposals'
import { applyDifference, diffDocuments, type Difference, type DifferenceEntry } from '@axiom/shared/document/diff'
import { openProjectDoc, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { isReplayable, standOf } from '@axiom/shared/document/proposedChanges'
import { openDB } from 'idb'
import * as Y from 'yjs'
import { z } from 'zod'

import { databaseName, type Rescue, type Schema } from './localStore.ts'
import type { ProjectSession } from './projectSession.ts'
import { unsentDifference } from './renewal.ts'
import type { Unsent } from './unsent.ts'

/** Work that was put aside on this device when the server would not take it. */
export interface LocalCopy {
  id: number
  /** Milliseconds since 1970. */
  at: number
  /** The code of the refusal, and the key that was refused; empty when it was no single one. */
  reason: string
  key: string
  unsent: Unsent
}

/** Copies of a project, the newest first; they stay until the person removes them. */
export async function listCopies(userId: string, projectId: string): Promise<LocalCopy[]> {
  return withStore(userId, [], async (db) => {
    const found = await db.getAllFromIndex('rescues', 'project', projectId)
    return found.map(toCopy).toReversed()
  })
}

export async function removeCopy(userId: string, id: number): Promise<void> {
  await withStore(userId, undefined, (db) => db.delete('rescues', id))
}

/** What of a copy is not in the project as it is now; without what was refused. */
export function waitingIn({ unsent: { parts }, key }: LocalCopy, doc: ProjectDoc): DifferenceEntry[] {
  const { known, own } = parts
  const entries =
    own === null
      ? sinceNow(doc, known)
      : unsentDifference({ known, local: Y.mergeUpdates([known, own]), refused: key === '' ? [] : [key] }).entries
  return waiting(doc, { entries })
}

/** What of a difference is not in the project as it is now. */
export function waiting(doc: ProjectDoc, { entries }: Difference): DifferenceEntry[] {
  return entries.filter((entry) => isReplayable(entry) && standOf(doc, entry) !== 'done')
}

/** Makes the changes again, as one step that can be undone. */
export function bringBack({ doc, undo, origin }: ProjectSession, entries: DifferenceEntry[], label: string): void {
  undo.step(label, () => applyDifference(doc, { entries }, origin))
}

const ChangesFile = z.object({
  format: z.literal('axiom-changes'),
  version: z.literal(1),
  projects: z.array(z.object({ id: z.string(), name: z.string(), difference: CreateProposalInput.shape.difference })),
})

/** The changes of a project in a file of changes; null when it has none of it. Throws `SyntaxError` for any other file. */
export function readChangesFile(text: string, projectId: string): Difference | null {
  const { success, data } = ChangesFile.safeParse(JSON.parse(text))
  if (!success) throw new SyntaxError('not a file of changes')
  return data.projects.find(({ id }) => id === projectId)?.difference ?? null
}

function toCopy({ id = 0, projectId, at, reason, update, known }: Rescue): LocalCopy {
  const [code = '', key = ''] = reason.split(' ')
  const parts = known === undefined ? { known: update, own: null } : { known, own: update }
  return { id, at, reason: code, key, unsent: { projectId, changes: 0, parts } }
}

/** Copies of an older page do not tell what the server had. */
function sinceNow(doc: ProjectDoc, state: Uint8Array): DifferenceEntry[] {
  const then = openProjectDoc()
  Y.applyUpdate(then.y, state)
  const { entries } = diffDocuments(doc, then)
  then.y.destroy()
  return entries
}

async function withStore<T>(
  userId: string,
  none: T,
  work: (db: Awaited<ReturnType<typeof openDB<Schema>>>) => Promise<T>,
): Promise<T> {
  if (typeof indexedDB === 'undefined') return none
  const databases = await indexedDB.databases()
  if (!databases.some(({ name }) => name === databaseName(userId))) return none
  const db = await openDB<Schema>(databaseName(userId))
  try {
    return await work(db)
  } finally {
    db.close()
  }
}
