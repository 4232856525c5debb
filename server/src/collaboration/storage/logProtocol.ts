import type { Attribution, Chunk } from './chunkStore.ts'
import type { Outcomes } from './groupCommit.ts'
import type { EditSpan, HistoryQuery } from './history.ts'

/** What the main thread asks of a log worker. Every request is answered once, in order. */
export type LogRequest =
  | { kind: 'append'; entries: readonly LogEntry[] }
  | { kind: 'load'; projectId: string; before: string | null }
  | { kind: 'since'; projectId: string; after: string; seen: readonly string[] }
  | { kind: 'history'; projectId: string; query: HistoryQuery }
  | { kind: 'compact'; projectId: string; snapshotId: string }
  | { kind: 'rebuild'; projectId: string; snapshotId: string }
  | { kind: 'saveSnapshot'; projectId: string; snapshotId: string }
  | { kind: 'openSnapshot'; projectId: string; snapshotId: string }
  | { kind: 'removeSnapshots'; projectId: string; snapshotIds: readonly string[] }
  | { kind: 'remove'; projectId: string }
  /** Answered once the database is open. */
  | { kind: 'open' }

export interface LogEntry {
  chunk: Chunk
  attribution: Attribution | null
}

export interface LogAnswers {
  append: Outcomes
  load: { chunks: Chunk[]; seen: string[]; owners: [client: number, owner: string | null][]; epoch: number }
  since: Omit<LogAnswers['load'], 'seen'>
  history: EditSpan | null
  compact: { snapshotId: string; covered: number } | null
  rebuild: { epoch: number } | null
  saveSnapshot: number
  openSnapshot: Uint8Array | null
  removeSnapshots: null
  remove: null
  open: null
}

export interface LogProtocol {
  request: LogRequest
  answers: LogAnswers & Record<string, unknown>
}
