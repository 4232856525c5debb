import { newId } from '@axiom/shared/ids'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { Events } from '../events/index.ts'
import type { StoredVersion, VersionStore } from './store.ts'

export interface KeepDeps {
  store: VersionStore
  documents: Documents
  events: Events
  now: () => number
}

/** Who did it; null: the server. */
export type Author = Pick<UserActor, 'userId' | 'name'> | null

/** Keeps a document's state under an id; gives its size in bytes. */
export type SaveSnapshot = (snapshotId: string) => Promise<number>

export type Keep = (
  projectId: string,
  author: Author,
  what: Pick<StoredVersion, 'label' | 'reason'>,
  saveSnapshot?: SaveSnapshot,
) => Promise<StoredVersion>

/** Keeps the state of a project as it is now; the row comes last, so that none is without its state. */
export function createKeep({ store, documents, events, now }: KeepDeps): Keep {
  return async (projectId, author, what, saveSnapshot = (id) => documents.saveSnapshot(projectId, id)) => {
    const id = newId()
    const version: StoredVersion = {
      _id: id,
      projectId,
      ...what,
      authorId: author?.userId ?? null,
      authorName: author?.name ?? '',
      createdAt: new Date(now()).toISOString(),
      bytes: await saveSnapshot(id),
    }
    const { label, reason, authorName, createdAt } = version
    const data = { version: { id, label, reason, authorName, createdAt } }
    await store.transaction(async (session) => {
      await store.insert(version, session)
      await events.emit([{ type: 'version.created', projectId, data }], session)
    })
    return version
  }
}
