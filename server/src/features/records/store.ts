import type { FieldView, ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'

import type { Collection, Db, Filter, Session, Sort } from '../../platform/db/port.ts'

export type Env = 'draft' | 'live'

/** A record as stored: values under field ids, so that renames touch no data. */
export interface StoredRecord {
  _id: string
  v: number
  createdAt: string
  updatedAt: string
  createdBy: string | null
  f: Record<string, Json>
}

/** One change of one record, for the streams; kept for a day. */
export interface StoredChange {
  _id: string
  projectId: string
  env: Env
  modelId: string
  recordId: string
  type: 'created' | 'updated' | 'removed'
  version: number
  at: Date
}

interface StoredIdempotency {
  _id: string
  recordIds: string[]
  single: boolean
  createdAt: Date
}

const MAX_INDEXES = 8

/** Records (a physical collection per model and environment), their change rows, and remembered idempotency keys. */
export async function createRecordStore(db: Db) {
  const changes: Collection<StoredChange> = db.collection('record_changes')
  const keys: Collection<StoredIdempotency> = db.collection('record_idempotency')
  await changes.createIndex({ projectId: 1, _id: 1 })
  await changes.createIndex({ at: 1 }, { expireAfterSeconds: 86_400 })
  await keys.createIndex({ createdAt: 1 }, { expireAfterSeconds: 86_400 })
  const indexed = new Map<string, string>()

  const of = (modelId: string, env: Env): Collection<StoredRecord> => db.collection(`r_${modelId}_${env}`)

  /** Makes the indexes that the model wants; once per shape of the model. */
  async function ensureIndexes(model: ModelView, env: Env): Promise<void> {
    const wanted = model.fields
      .filter((field) => field.constraints.unique || field.constraints.indexed)
      .slice(0, MAX_INDEXES)
    const shape = wanted.map((field) => `${field.id}${field.constraints.unique ? '!' : ''}`).join()
    const key = `${model.id}_${env}`
    if (indexed.get(key) === shape) return
    for (const field of wanted) {
      const options = field.constraints.unique ? { unique: true, sparse: true } : {}
      await of(model.id, env).createIndex({ [`f.${field.id}`]: 1 }, options)
    }
    indexed.set(key, shape)
  }

  return {
    ensureIndexes,
    find: (modelId: string, env: Env, id: string, session?: Session) =>
      of(modelId, env).findOne({ _id: id }, session ? { session } : {}),
    list: (modelId: string, env: Env, filter: Filter, page: { sort: Sort; skip?: number; limit: number }) =>
      of(modelId, env).find(filter, page),
    count: (modelId: string, env: Env, filter: Filter = {}) => of(modelId, env).countDocuments(filter),
    group: (modelId: string, env: Env, ...rest: Parameters<Collection<StoredRecord>['group']>) =>
      of(modelId, env).group(...rest),
    insert: (modelId: string, env: Env, records: StoredRecord[], session: Session) =>
      of(modelId, env).insertMany(records, { session }),
    /** False when somebody changed the record meanwhile. */
    async replace(
      modelId: string,
      env: Env,
      record: StoredRecord,
      expectedVersion: number,
      session: Session,
    ): Promise<boolean> {
      const result = await of(modelId, env).replaceOne({ _id: record._id, v: expectedVersion }, record, { session })
      return result.matchedCount === 1
    },
    async remove(modelId: string, env: Env, id: string, expectedVersion: number, session: Session): Promise<boolean> {
      return (await of(modelId, env).deleteOne({ _id: id, v: expectedVersion }, { session })) === 1
    },
    insertChanges: (rows: StoredChange[], session: Session) => changes.insertMany(rows, { session }),
    changesAfter: (projectId: string, id: string, limit: number) =>
      changes.find({ projectId, _id: { $gt: id } }, { sort: { _id: 1 }, limit }),
    findChange: (projectId: string, id: string) => changes.findOne({ _id: id, projectId }),
    findKey: (key: string) => keys.findOne({ _id: key }),
    insertKey: (key: StoredIdempotency, session: Session) => keys.insertOne(key, { session }),
    transaction: <R>(work: (session: Session) => Promise<R>) => db.withTransaction(work),
  }
}

export type RecordStore = Awaited<ReturnType<typeof createRecordStore>>

/** Fields that would be looked up by a unique index: for the error that names the field. */
export function fieldOfIndex(model: ModelView, paths: readonly string[]): FieldView | undefined {
  return model.fields.find((field) => paths.includes(`f.${field.id}`))
}
