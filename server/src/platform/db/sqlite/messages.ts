import type { Update } from '../port.ts'
import type { SqlValue } from './sql.ts'

/** What the store's threads are asked. SQL is made by the main thread; the worker executes. */
export type Request =
  | { op: 'exec'; sql: string }
  | { op: 'all'; sql: string; params: SqlValue[] }
  /** The column `doc` of all rows as one text, a JSON array: cheaper to hand over, and to read, than many. */
  | { op: 'docs'; sql: string; params: SqlValue[] }
  /** `docs` as a shape shows them that the thread was taught: each by itself, and the last two as they are. */
  | { op: 'shown'; sql: string; params: SqlValue[]; shape: number }
  | { op: 'learn'; shape: number; module: string; plan: unknown }
  | { op: 'forget'; shape: number }
  | { op: 'run'; sql: string; params: SqlValue[] }
  | { op: 'insert'; table: string; rows: [id: string, doc: string][] }
  | { op: 'replace'; table: string; where: string; params: SqlValue[]; row: [id: string, doc: string] }
  | {
      op: 'update'
      table: string
      where: string
      params: SqlValue[]
      update: Update
      many: boolean
      /** `_id` and equality parts of the document to make when nothing matches. */
      upsert: string | null
    }

export interface ShownRows {
  rows: string[]
  tail: string[]
}

export interface UpdateAnswer {
  matched: number
  modified: number
  upsertedId: string | null
  /** The (last) document after the update. */
  doc: string | null
}

/** Messages to a thread are lists of these, its messages lists of answers: waking each other costs more than most statements. */
export interface Asked {
  id: number
  request: Request | 'close'
  part?: Part | undefined
}

/**
 * Of a transaction: what begins it, and what belongs to it. When it could not begin, or SQLite has undone it, all that belongs to it is
 * refused, though it is on its way already: else it would be carried out by itself.
 */
export type Part = 'begin' | 'within'

export type Answer = { id: number; ok: true; value: unknown } | { id: number; ok: false; error: Failure }

export interface Failure {
  message: string
  errcode: number | null
  /** The update does not fit the document. */
  misfit: boolean
  /** The unique index that refused. */
  duplicate: { table: string; paths: string[] } | null
}
