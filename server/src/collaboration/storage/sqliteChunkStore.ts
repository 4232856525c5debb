import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { newChunkId } from './chunkId.ts'
import type { Attribution, Chunk, ChunkStore, LoadedChunks } from './chunkStore.ts'
import type { LogEntry } from './logProtocol.ts'
import { LogThread } from './logThread.ts'
import type { SnapshotStore } from './snapshotStore.ts'

/** Between two commits while busy: a lone commit costs the same as a full one [C4]. */
const SPACING_MS = 4

interface Pending extends LogEntry {
  resolve: () => void
  reject: (error: Error) => void
}

/** `log.db` behind two threads: one appends and loads, one builds snapshots, so that no build delays an acknowledgement. */
export class SqliteChunkStore implements ChunkStore {
  readonly snapshots: SnapshotStore
  readonly #log: LogThread
  readonly #file: string
  readonly #opened: Promise<unknown>
  #builder: Promise<LogThread> | null = null
  #pending: Pending[] = []
  #busy = false
  #lastCommit = -Infinity

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true })
    this.#file = join(dataDir, 'log.db')
    this.#log = new LogThread(this.#file)
    this.#opened = this.#log.call({ kind: 'open' })
    // Whoever asks the log next hears of a failure; nobody may be waiting for this.
    this.#opened.catch(() => undefined)
    this.snapshots = {
      save: async (projectId, snapshotId) =>
        (await this.#build()).call({ kind: 'saveSnapshot', projectId, snapshotId }),
      open: async (projectId, snapshotId) =>
        (await this.#build()).call({ kind: 'openSnapshot', projectId, snapshotId }),
      remove: async (projectId, snapshotIds) => {
        await (await this.#build()).call({ kind: 'removeSnapshots', projectId, snapshotIds })
      },
    }
  }

  /** Resolves when the log can be read and written; rejects, saying what to do, when it cannot. */
  static async open(dataDir: string): Promise<SqliteChunkStore> {
    try {
      const store = new SqliteChunkStore(dataDir)
      await store.#opened
      return store
    } catch (error) {
      throw new Error(
        `The update log ${join(dataDir, 'log.db')} cannot be opened for writing (${messageOf(error)}). ` +
          'Check the owner and the free space of the data directory; if the file is damaged, restore it from a backup.',
        { cause: error },
      )
    }
  }

  append(chunk: Chunk, attribution: Attribution | null): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ chunk, attribution, resolve, reject })
      this.#schedule()
    })
  }

  async load(projectId: string): Promise<LoadedChunks> {
    // One FIFO: what was handed in before this load is in it.
    void this.#flush()
    const { chunks, seen, owners } = await this.#log.call({ kind: 'load', projectId })
    return { chunks, seen: new Set(seen), owners: new Map(owners) }
  }

  async since(projectId: string, after: string, known: ReadonlySet<string>): Promise<Omit<LoadedChunks, 'seen'>> {
    void this.#flush()
    const { chunks, owners } = await this.#log.call({ kind: 'since', projectId, after, seen: [...known] })
    return { chunks, owners: new Map(owners) }
  }

  async compact(projectId: string): Promise<{ snapshotId: string; covered: number } | null> {
    return (await this.#build()).call({ kind: 'compact', projectId, snapshotId: newChunkId() })
  }

  async close(): Promise<void> {
    void this.#flush()
    const builder = this.#builder
    await Promise.all([this.#log.close(), builder?.then((thread) => thread.close())])
  }

  /** Started on first use, and only when the log has opened the file: switching to WAL does not wait for others. */
  #build(): Promise<LogThread> {
    this.#builder ??= this.#opened.then(() => new LogThread(this.#file))
    return this.#builder
  }

  /** The first commit goes at once; then one batch in flight, and not more often than the spacing. */
  #schedule(): void {
    if (this.#busy) return
    this.#busy = true
    const wait = this.#lastCommit + SPACING_MS - performance.now()
    if (wait > 0) setTimeout(() => this.#commit(), wait)
    else queueMicrotask(() => this.#commit())
  }

  #commit(): void {
    this.#lastCommit = performance.now()
    void this.#flush().then(() => {
      this.#busy = false
      if (this.#pending.length > 0) this.#schedule()
    })
  }

  /** Never rejects: each entry hears its own outcome. */
  async #flush(): Promise<void> {
    const batch = this.#pending
    if (batch.length === 0) return
    this.#pending = []
    const entries = batch.map(({ chunk, attribution }) => ({ chunk, attribution }))
    try {
      const outcomes = await this.#log.call({ kind: 'append', entries })
      batch.forEach((entry, i) => {
        const problem = outcomes[i]
        if (problem === null) entry.resolve()
        else entry.reject(new Error(problem ?? 'the log did not answer for this chunk'))
      })
    } catch (error) {
      for (const entry of batch) entry.reject(error instanceof Error ? error : new Error(String(error)))
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
