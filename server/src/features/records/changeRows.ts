import type { Collection, Db, Filter, Session } from '../../platform/db/port.ts'
import type { StoredChange } from './stored.ts'

/** What happened to records, for the streams; kept for a day. */
export async function createChangeRows(db: Db) {
  const changes: Collection<StoredChange> = db.collection('record_changes')
  await changes.createIndex({ projectId: 1, _id: 1 })
  await changes.createIndex({ at: 1 }, { expireAfterSeconds: 86_400 })
  return {
    insertChanges: (rows: StoredChange[], session: Session) => changes.insertMany(rows, { session }),
    changesAfter: (projectId: string, id: string, limit: number) =>
      changes.find({ projectId, _id: { $gt: id } }, { sort: { _id: 1 }, limit }),
    forgetChanges: (projectId: string) => changes.deleteMany({ projectId }),
    /** Those of the rows that match. */
    async changeIds(ids: string[], filter: Filter): Promise<string[]> {
      const found = await changes.find({ $and: [{ _id: { $in: ids } }, filter] }, { projection: { _id: 1 } })
      return found.map(({ _id }) => _id)
    },
  }
}
