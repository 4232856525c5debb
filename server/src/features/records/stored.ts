import type { Json } from '@axiom/shared/json'

import type { Session } from '../../platform/db/port.ts'
import type { ResolvedProject } from '../projects/index.ts'

export type Env = 'draft' | 'live'

/** Where the rows of a model are kept. */
export interface Rows {
  database: string
  collection: string
}

/** What tells where rows are, together with their model. */
export interface RowsHome {
  project: Pick<ResolvedProject, 'id' | 'placement'>
  env: Env
}

/** A physical collection for each model and environment. Its project is in the name: ids of models are for editors to choose. */
export function rowsOf({ project, env }: RowsHome, { id }: { id: string }): Rows {
  return { database: project.placement, collection: `${rowsPrefix(project.id)}${id}_${env}` }
}

/** How the names of all collections of a project begin. */
export function rowsPrefix(projectId: string): string {
  return `r_${projectId}_`
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
