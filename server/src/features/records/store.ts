import type { Json } from '@axiom/shared/json'

import type { Cache } from '../../platform/cache/cache.ts'
import {
  type Collection,
  type Db,
  DuplicateKey,
  type Filter,
  type FindOptions,
  type Session,
  type Shape,
} from '../../platform/db/port.ts'
import { createChangeRows } from './changeRows.ts'
import { purgeQueries } from './purge.ts'
import { createRecordIndexes } from './recordIndexes.ts'
import { createRecordWrites } from './recordWrites.ts'
import type { Rows, StoredCounter, StoredIdempotency, StoredRecord } from './stored.ts'
import { createWordIndexes } from './wordIndexes.ts'

interface NumberSeries {
  rows: Rows
  fieldId: string
  /** The first number of an empty collection. */
  start: number
}

export interface RecordStoreDeps {
  db: Db
  now: () => number
  cache: Cache
  onIndexFailure: (error: unknown) => void
}

/** Records, their change rows, and remembered idempotency keys. */
export async function createRecordStore({ db, now, cache, onIndexFailure }: RecordStoreDeps) {
  const keys: Collection<StoredIdempotency> = db.collection('record_idempotency')
  const counters: Collection<StoredCounter> = db.collection('record_counters')
  await keys.createIndex({ createdAt: 1 }, { expireAfterSeconds: 86_400 })

  const of = ({ database, collection }: Rows): Collection<StoredRecord> => db.database(database).collection(collection)

  return {
    ...createRecordIndexes({ collection: of, now }),
    ...createWordIndexes({ collection: of, onFailure: onIndexFailure }),
    ...createRecordWrites({ db, cache, collection: of }),
    ...(await createChangeRows(db)),
    ...purgeQueries({ db, counters, keys }),
    /** The record, if it matches; within a transaction as it is there. */
    find: (rows: Rows, id: string, { session, filter = {} }: { session?: Session | undefined; filter?: Filter } = {}) =>
      of(rows).findOne({ $and: [{ _id: id }, filter] }, session ? { session } : {}),
    findMany: (rows: Rows, ids: string[], filter: Filter = {}) =>
      of(rows).find({ $and: [{ _id: { $in: ids } }, filter] }),
    list: (rows: Rows, filter: Filter, page: FindOptions & { limit: number }) => of(rows).find(filter, page),
    /** Only the ids: cheap where there are many. */
    async ids(rows: Rows, filter: Filter, limit: number, session?: Session): Promise<string[]> {
      const options = { projection: { _id: 1 as const }, limit, ...(session ? { session } : {}) }
      return (await of(rows).find(filter, options)).map(({ _id }) => _id)
    },
    /** Of the records that match, which version is there. */
    async versions(rows: Rows, filter: Filter, session?: Session): Promise<Map<string, number>> {
      const found = await of(rows).find(filter, { projection: { _id: 1, v: 1 }, ...(session ? { session } : {}) })
      return new Map(found.map(({ _id, v }) => [_id, v]))
    },
    /** The same as text. */
    listShown: (rows: Rows, filter: Filter, page: Omit<FindOptions, 'session'> & { limit: number }, shape: Shape) =>
      of(rows).findShown(filter, page, shape),
    count: (rows: Rows, filter: Filter = {}) => of(rows).countDocuments(filter),
    group: (rows: Rows, ...rest: Parameters<Collection<StoredRecord>['group']>) => of(rows).group(...rest),
    /** All records in the order of their ids, page by page. */
    async *pages(rows: Rows, limit: number): AsyncGenerator<StoredRecord[]> {
      for (let page: StoredRecord[] = [], last = ''; ; last = page.at(-1)?._id ?? '') {
        page = await of(rows).find({ _id: { $gt: last } }, { sort: { _id: 1 }, limit })
        if (page.length > 0) yield page
        if (page.length < limit) return
      }
    },
    /** Values at a path that more than one record has, with how many. */
    async duplicates(rows: Rows, { path, limit, filter = {} }: { path: string; limit: number; filter?: Filter }) {
      const count = { count: { $sum: 1 as const } }
      const groups = await of(rows).group({ $and: [filter, { [path]: { $ne: null } }] }, [path], count, {
        limit,
        atLeast: 2,
      })
      return groups.map((row) => ({
        value: (row['_id'] as Record<string, Json>)[path] ?? null,
        count: Number(row['count']),
      }))
    },
    /** The last of so many running numbers, which nobody else gets. The first ones follow those that records have already. */
    async takeNumbers(series: NumberSeries, count: number, session?: Session): Promise<number> {
      const { rows, fieldId, start } = series
      const within = session ? { session } : {}
      const _id = `${rows.collection}/${fieldId}`
      const taken = await counters.findOneAndUpdate({ _id }, { $inc: { n: count } }, within)
      if (taken) return taken.n
      const path = `f.${fieldId}`
      const [row] = await of(rows).group({}, [], { most: { $max: path } })
      const most = row?.['most']
      const n = Math.max(start - 1, typeof most === 'number' ? most : 0)
      await counters.insertOne({ _id, n }, within).catch((error: unknown) => {
        // Somebody else began it at the same time.
        if (!(error instanceof DuplicateKey)) throw error
      })
      return this.takeNumbers(series, count, session)
    },
    findKey: (key: string) => keys.findOne({ _id: key }),
    insertKey: (key: StoredIdempotency, session: Session) => keys.insertOne(key, { session }),
  }
}

export type RecordStore = Awaited<ReturnType<typeof createRecordStore>>
