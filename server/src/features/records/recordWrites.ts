import type { Cache } from '../../platform/cache/cache.ts'
import type { Collection, Db, Session, TransactionOrder } from '../../platform/db/port.ts'
import type { Rows, StoredRecord } from './stored.ts'

export interface RecordWritesDeps {
  db: Db
  cache: Cache
  collection: (rows: Rows) => Collection<StoredRecord>
}

/** Changes of records, all of them within transactions: what was kept about their collections is stale when one ends. */
export function createRecordWrites({ db, cache, collection }: RecordWritesDeps) {
  const written = new WeakMap<Session, Set<string>>()

  function changing(rows: Rows, session: Session): Collection<StoredRecord> {
    written.get(session)?.add(rows.collection)
    return collection(rows)
  }

  return {
    insert: (rows: Rows, records: StoredRecord[], session: Session): Promise<void> =>
      changing(rows, session).insertMany(records, { session }),
    /** False when somebody changed the record meanwhile. */
    async replace(rows: Rows, record: StoredRecord, expectedVersion: number, session: Session): Promise<boolean> {
      const expected = { _id: record._id, v: expectedVersion }
      const result = await changing(rows, session).replaceOne(expected, record, { session })
      return result.matchedCount === 1
    },
    async remove(rows: Rows, id: string, expectedVersion: number, session: Session): Promise<boolean> {
      return (await changing(rows, session).deleteOne({ _id: id, v: expectedVersion }, { session })) === 1
    },
    /** Nobody hears how it ended before others cannot get what was kept before. */
    async transaction<R>(work: (session: Session) => Promise<R>, order?: TransactionOrder): Promise<R> {
      const groups = new Set<string>()
      try {
        return await db.withTransaction((session) => {
          written.set(session, groups)
          return work(session)
        }, order)
      } finally {
        // Also after an error: a store that was lost sight of may have kept the change.
        await cache.renew([...groups])
      }
    },
  }
}
