import type { SourceAnswer, SourceTable } from '@axiom/shared/contracts/dataSources'
import type { Scalar } from '@axiom/shared/queries/parameters'

import type { RunLimits } from './connector.ts'

/** What the process that opens uploaded rows is asked, and what it answers. */
export type RowsRequest =
  | { kind: 'run'; sql: string; values: Scalar[]; limits: RunLimits }
  | { kind: 'check'; sql: string }
  | { kind: 'schema' }

export interface RowsAnswers {
  run: SourceAnswer
  check: null
  schema: SourceTable[]
}

/** A file to make a database of, before the process serves it. */
export interface RowsImport {
  format: 'csv' | 'json'
  from: string
}

export type RowsReply = { ok: true; answer: RowsAnswers[keyof RowsAnswers] } | { ok: false; message: string }
