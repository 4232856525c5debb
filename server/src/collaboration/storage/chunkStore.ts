/** One immutable piece of a document's log [C2]: an update or a snapshot. The set is enough; ids (UUIDv7) only give speed. */
export interface Chunk {
  _id: string
  d: string
  k: 'u' | 's'
  u: Uint8Array
}

/** Who wrote an update: stored in the same append, kept 90 d. */
export interface Attribution {
  by: string | null
  client: number | null
  clocks: readonly [from: number, to: number] | null
  touched: readonly string[]
}

export interface LoadedChunks {
  /** In id order; covered updates whose snapshot is in the same read set are left out. */
  chunks: Chunk[]
  /** Every id that was seen, covered or not, for `since`. */
  seen: ReadonlySet<string>
}

/** Durable, append-only store of document updates. Every implementation passes `describeChunkStore`. */
export interface ChunkStore {
  /** Resolves once the chunk is durable. Repeating an id with the same bytes is success. */
  append(chunk: Chunk, attribution: Attribution | null): Promise<void>
  /** Updates, then snapshots, then the id list again, repeated if an id vanished. */
  load(projectId: string): Promise<LoadedChunks>
  /** Chunks of the document that are not in `seen`. */
  since(projectId: string, seen: ReadonlySet<string>): Promise<Chunk[]>
  /** Builds a snapshot off the main thread [C5]; null when refused: nothing to gain, pending structs or not dominating. */
  compact(projectId: string): Promise<{ snapshotId: string; covered: number } | null>
  close(): Promise<void>
}
