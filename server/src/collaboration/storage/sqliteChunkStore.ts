import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { chunkIdAt, newChunkId } from './chunkId.ts'
import type { Attribution, Chunk, ChunkStore, ChunksSince, LoadedChunks } from './chunkStore.ts'
import { GroupCommit } from './groupCommit.ts'
import type { EditSpan, HistoryQuery } from './history.ts'
import type { LogEntry, LogProtocol } from './logProtocol.ts'
import type { SnapshotStore } from './snapshotStore.ts'
import { StorageThread } from './storageThread.ts'

const WORKER = new URL('logWorker.ts', import.meta.url)

type LogThread = StorageThread<LogProtocol>

/** `log.db` behind two threads: one appends and loads, one builds snapshots, so that no build delays an acknowledgement. */
export class SqliteChunkStore implements ChunkStore {
  readonly snapshots: SnapshotStore
  readonly #log: LogThread
  readonly #file: string
  readonly #opened: Promise<unknown>
  #builder: Promise<LogThread> | null = null
  readonly #commits = new GroupCommit((entries: readonly LogEntry[]) => this.#log.call({ kind: 'append', entries }))

  constructor(dataDir: string) {
    mkdirSync(dataDir, { recursive: true })
    this.#file = join(dataDir, 'log.db')
    this.#log = this.#start()
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
    return this.#commits.add({ chunk, attribution })
  }

  async load(projectId: string, until?: number): Promise<LoadedChunks> {
    // One FIFO: what was handed in before this load is in it.
    void this.#commits.flush()
    const before = until === undefined ? null : chunkIdAt(until + 1)
    const { seen, owners, ...loaded } = await this.#log.call({ kind: 'load', projectId, before })
    return { ...loaded, seen: new Set(seen), owners: new Map(owners) }
  }

  async since(projectId: string, after: string, known: ReadonlySet<string>): Promise<ChunksSince> {
    void this.#commits.flush()
    const { owners, ...found } = await this.#log.call({ kind: 'since', projectId, after, seen: [...known] })
    return { ...found, owners: new Map(owners) }
  }

  async history(projectId: string, query: HistoryQuery): Promise<EditSpan | null> {
    await this.#commits.settled()
    // It may take long: no append waits behind it.
    return (await this.#build()).call({ kind: 'history', projectId, query })
  }

  async compact(projectId: string): Promise<{ snapshotId: string; covered: number } | null> {
    return (await this.#build()).call({ kind: 'compact', projectId, snapshotId: newChunkId() })
  }

  async rebuild(projectId: string): Promise<{ epoch: number } | null> {
    await this.#commits.settled()
    return (await this.#build()).call({ kind: 'rebuild', projectId, snapshotId: newChunkId() })
  }

  async remove(projectId: string): Promise<void> {
    await this.#commits.settled()
    await (await this.#build()).call({ kind: 'remove', projectId })
  }

  async close(): Promise<void> {
    void this.#commits.flush()
    const builder = this.#builder
    await Promise.all([this.#log.close(), builder?.then((thread) => thread.close())])
  }

  /** Started on first use, and only when the log has opened the file: switching to WAL does not wait for others. */
  #build(): Promise<LogThread> {
    this.#builder ??= this.#opened.then(() => this.#start())
    return this.#builder
  }

  #start(): LogThread {
    return new StorageThread(WORKER, { file: this.#file })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
