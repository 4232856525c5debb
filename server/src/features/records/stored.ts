import type { Json } from '@axiom/shared/json'

import type { Session } from '../../platform/db/port.ts'

export type Env = 'draft' | 'live'

/** The physical collection of a model's records. */
export function collectionOf(modelId: string, env: Env): string {
  return `r_${modelId}_${env}`
}

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
  /** Who created the record: rules may ask when it is gone. Absent in rows of earlier versions. */
  createdBy?: string | null
  /** The record as it was, where a condition decides who may know of it. */
  before?: Omit<StoredRecord, '_id' | 'createdBy'>
  at: Date
}

/** The last running number of a field. */
export interface StoredCounter {
  _id: string
  n: number
}

/** What a key was used for; kept for a day. */
export interface StoredIdempotency {
  _id: string
  /** Of the body: the same key with another body is a mistake. */
  hash: string
  recordIds: string[]
  createdAt: Date
}

/** Several writes in one transaction. */
export interface Batch {
  session: Session
  rows: StoredChange[]
  touched: Set<string>
}
