import type { ProjectDoc } from '@axiom/shared/document/projectDoc'

import { GRACE_MS } from './storage/chunkStore.ts'
import type { EditSpan, HistoryQuery } from './storage/history.ts'

export type { EditGroup } from './storage/history.ts'

/** The document of any moment since can be opened (ms) [C5]. */
export const MOMENTS_MS = GRACE_MS

/**
 * The door by which the rest of the server reads and edits live documents. Features get it injected; only `collaboration`
 * implements it.
 */
export interface Documents {
  /** Reads the current state synchronously inside `read`; do not keep the document. Throws `not_found` without a project. */
  readDocument<T>(projectId: string, read: (doc: ProjectDoc) => T): Promise<T>
  /** Reads what a deleted project was, until it is purged; null where there is nothing. */
  readDeleted<T>(projectId: string, read: (doc: ProjectDoc) => T): Promise<T | null>
  /** One logged server edit: gated, appended durably, applied, broadcast; serialised per document [C8]. */
  editDocument<T>(projectId: string, edit: ServerEdit<T>): Promise<T>
  /** Throws `update_refused` when people could not make this edit [G1] [G3], `too_large` when the document has no room. Changes nothing. */
  judgeEdit(projectId: string, edit: (doc: ProjectDoc) => void): Promise<void>
  /** Grows with each applied update of the document; for caches of what was compiled from it. */
  revision(projectId: string): Promise<number>
  /** Full state as one V1 update. */
  encodeDocument(projectId: string): Promise<Uint8Array>
  /** Stored immutable states of versions and releases: V2 + Brotli, made and read off the main thread. Returns its size in bytes. */
  saveSnapshot(projectId: string, snapshotId: string): Promise<number>
  /** A throw-away document with the state of a snapshot. Throws `not_found`. */
  openSnapshot(projectId: string, snapshotId: string): Promise<ProjectDoc>
  deleteSnapshots(projectId: string, snapshotIds: string[]): Promise<void>
  /** Takes the document away for good, with its history and all snapshots, once its project is gone. Throws while that is there. */
  deleteDocument(projectId: string): Promise<void>
  /** A throw-away document as it was at a time (ms) within `MOMENTS_MS`. Throws `not_found` when there was none yet. */
  openMoment(projectId: string, at: number): Promise<ProjectDoc>
  /** Who edited what: the latest span of time in which there are such edits; null when there are none [C2]. */
  history(projectId: string, query: HistoryQuery): Promise<EditSpan | null>
  /** Called after updates of a document were applied (at most once per turn). */
  onDocumentChanged(listener: (event: DocumentChange) => void): void
  /** Rights changed or a session ended: closes the matching sockets, clients reconnect and are judged again [C13]. */
  closeSockets(match: { projectId?: string; userId?: string; sessionId?: string }): void
}

export interface DocumentChange {
  projectId: string
  /** Who made the last update; null: the server. */
  actorId: string | null
  /** It was made at another replica, which hears of it too. */
  remote: boolean
  /** As it is now; to be read at once, not to be kept. */
  doc: ProjectDoc
}

export interface ServerEdit<T> {
  reason: string
  actorId: string | null
  edit: (doc: ProjectDoc) => T
}
