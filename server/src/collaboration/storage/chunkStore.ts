import type { EditSpan, HistoryQuery } from './history.ts'

/** One immutable piece of a document's log [C2]: an update or a snapshot. The set is enough; ids (UUIDv7) only give speed. */
export interface Chunk {
  _id: string
  d: string
  k: 'u' | 's'
  u: Uint8Array
  /** The epoch of its project's log; missing in the first one. Chunks of different epochs share no history [C14]. */
  e?: number
}

/** Who wrote an update: stored in the same append, kept 90 d. The client ids in it belong to their first writer for good [G2]. */
export interface Attribution {
  /** Who asked for it; null for the server itself. */
  by: string | null
  /** Edits of the server own their client ids themselves, whoever asked for them. */
  origin: 'client' | 'server'
  /** Why the server made it, in a word. */
  reason?: string
  /** What is new in it; empty for pure deletions. */
  wrote: readonly ClockRange[]
  /** Names as of `TouchedName`. */
  touched: readonly string[]
}

export interface ClockRange {
  client: number
  from: number
  to: number
}

/** To whom each Yjs client id belongs; null is the server. Ids that nobody was ever named for are missing [G2]. */
export type Owners = ReadonlyMap<number, string | null>

export interface LoadedChunks {
  /** In id order; covered updates whose snapshot is in the same read set are left out. */
  chunks: Chunk[]
  /** Every id that was seen, covered or not, for `since`. */
  seen: ReadonlySet<string>
  owners: Owners
  /** Of the chunks; 0 is the first. */
  epoch: number
}

export interface ChunksSince extends Omit<LoadedChunks, 'seen'> {
  /** The latest epoch among the chunks above the id, 0 when there are none: a higher one than one's own is a new document. */
  epoch: number
}

/** The chunk will never be stored, however often it is tried; anything else that an append rejects with is an outage [C9]. */
export class ChunkRefusedError extends Error {
  override readonly name = 'ChunkRefusedError'
}

/** Why an append of an epoch that is over is refused. */
export const STALE = 'the log has begun a new epoch'

/** Whoever made the edit has to make it again on the new document [C15]. */
export class StaleError extends ChunkRefusedError {
  constructor() {
    super(STALE)
  }
}

/** Covered chunks stay so long (ms): the document of any moment since can be loaded [C5]. */
export const GRACE_MS = 7 * 24 * 3_600_000

/** Durable, append-only store of document updates. Every implementation passes `describeChunkStore`. */
export interface ChunkStore {
  /**
   * Resolves once chunk and attribution are durable, both or neither, and the new client ids in it belong to their writer. Repeating
   * an id with the same bytes is success. Rejects with `STALE` when the epoch of the chunk is over.
   */
  append(chunk: Chunk, attribution: Attribution | null): Promise<void>
  /**
   * Everything, each append that was handed in before included. With `until` (ms) only what had been appended by then, which is the
   * document as it was then, as long as the covered chunks are kept (7 days) [C5].
   */
  load(projectId: string, until?: number): Promise<LoadedChunks>
  /**
   * Updates with ids above `after` (exclusive) that are not in `seen`, covered by a snapshot or not, in id order [C10]; with the
   * owners of all client ids if there are any.
   */
  since(projectId: string, after: string, seen: ReadonlySet<string>): Promise<ChunksSince>
  /**
   * The latest span of time in which there are edits as asked for, by their attributions; null when there are none. Each append that
   * was handed in before is in it. Nothing is older than 90 days [C2].
   */
  history(projectId: string, query: HistoryQuery): Promise<EditSpan | null>
  /** Builds a snapshot off the main thread [C5]; null when refused: nothing to gain, pending structs or not dominating. */
  compact(projectId: string): Promise<{ snapshotId: string; covered: number } | null>
  /**
   * Begins a new epoch [C14]: all chunks are replaced at once by one that has their content under a single client id. They stay 30 days,
   * and all client ids in them for ever, as nobody's. From then on appends of the old epoch are refused with `STALE`. Null, and nothing
   * is changed, when anything else was appended meanwhile, or something cannot be read or waits for something missing.
   */
  rebuild(projectId: string): Promise<{ epoch: number } | null>
  /** Takes away all that is kept of a project which nobody has any more: chunks, who wrote them, kept states. Can be repeated. */
  remove(projectId: string): Promise<void>
  close(): Promise<void>
}
