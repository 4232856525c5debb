import type { Attribution, Chunk } from './chunkStore.ts'

/** What the main thread asks of a log worker. Every request is answered once, in order. */
export type LogRequest =
  | { kind: 'append'; entries: readonly LogEntry[] }
  | { kind: 'load'; projectId: string }
  | { kind: 'since'; projectId: string; after: string; seen: readonly string[] }
  | { kind: 'compact'; projectId: string; snapshotId: string }
  | { kind: 'saveSnapshot'; projectId: string; snapshotId: string }
  | { kind: 'openSnapshot'; projectId: string; snapshotId: string }
  | { kind: 'removeSnapshots'; projectId: string; snapshotIds: readonly string[] }
  /** Answered once the database is open. */
  | { kind: 'open' }
  | { kind: 'close' }

export interface LogEntry {
  chunk: Chunk
  attribution: Attribution | null
}

export interface LogAnswers {
  /** Per entry: null, or why this one was not stored. */
  append: readonly (string | null)[]
  load: { chunks: Chunk[]; seen: string[]; owners: [client: number, owner: string | null][] }
  since: Omit<LogAnswers['load'], 'seen'>
  compact: { snapshotId: string; covered: number } | null
  saveSnapshot: number
  openSnapshot: Uint8Array | null
  removeSnapshots: null
  open: null
  close: null
}

export interface LogCall {
  id: number
  request: LogRequest
}

export type LogReply = { id: number; answer: LogAnswers[keyof LogAnswers] } | { id: number; error: string }
