import type { Collection, Db, Session } from '../../platform/db/port.ts'

export interface StoredVersion {
  _id: string
  projectId: string
  label: string | null
  reason: 'manual' | 'activity' | 'restore' | 'publish' | 'migration'
  authorId: string | null
  authorName: string
  createdAt: string
  bytes: number
}

/** What is known of each version; the states themselves are snapshots of the update log. */
export async function createVersionStore(db: Db) {
  const versions: Collection<StoredVersion> = db.collection('versions')
  await versions.createIndex({ projectId: 1, createdAt: -1 })
  return {
    insert: (version: StoredVersion, session: Session) => versions.insertOne(version, { session }),
    transaction: <R>(work: (session: Session) => Promise<R>) => db.withTransaction(work),
    find: (projectId: string, id: string) => versions.findOne({ _id: id, projectId }),
    list: (projectId: string) => versions.find({ projectId }, { sort: { createdAt: -1 }, limit: 500 }),
    forgetProject: (projectId: string) => versions.deleteMany({ projectId }),
    remove: (projectId: string, ids: string[]) => versions.deleteMany({ projectId, _id: { $in: ids } }),
  }
}

export type VersionStore = Awaited<ReturnType<typeof createVersionStore>>
