import { chunkIdAt } from './chunkId.ts'
import type { Attribution, Chunk, ChunkStore, ChunksSince, LoadedChunks } from './chunkStore.ts'
import { GroupCommit } from './groupCommit.ts'
import type { EditSpan, HistoryQuery } from './history.ts'
import type { LogEntry } from './logProtocol.ts'
import { appendChunks } from './mongoAppend.ts'
import { compactChunks } from './mongoCompact.ts'
import { rebuildLog } from './mongoEpoch.ts'
import { findSpan } from './mongoHistory.ts'
import { chunksSince, loadChunks } from './mongoLoad.ts'
import { type MongoLog, openMongoLog, removeProject } from './mongoLog.ts'
import { MongoSnapshots } from './mongoSnapshots.ts'
import type { SnapshotStore } from './snapshotStore.ts'
import type { StateThread } from './stateProtocol.ts'
import { StorageThread } from './storageThread.ts'

const WORKER = new URL('stateWorker.ts', import.meta.url)

/** The update log in MongoDB, for any number of replicas [C3]. */
export class MongoChunkStore implements ChunkStore {
  readonly snapshots: SnapshotStore
  readonly #log: MongoLog
  readonly #commits: GroupCommit<LogEntry>
  #state: StateThread | null = null
  #closed = false

  private constructor(log: MongoLog) {
    this.#log = log
    this.#commits = new GroupCommit((entries) => appendChunks(log, entries))
    this.snapshots = new MongoSnapshots(log, () => this.#thread())
  }

  /** Throws with what is wrong and what to do. */
  static async open(uri: string): Promise<MongoChunkStore> {
    return new MongoChunkStore(await openMongoLog(uri))
  }

  async append(chunk: Chunk, attribution: Attribution | null): Promise<void> {
    if (this.#closed) throw new Error('the update log is closed')
    await this.#commits.add({ chunk, attribution })
  }

  async load(projectId: string, until?: number): Promise<LoadedChunks> {
    await this.#commits.settled()
    return loadChunks(this.#log, projectId, until === undefined ? null : chunkIdAt(until + 1))
  }

  async since(projectId: string, after: string, known: ReadonlySet<string>): Promise<ChunksSince> {
    await this.#commits.settled()
    return chunksSince(this.#log, projectId, { after, known })
  }

  async history(projectId: string, query: HistoryQuery): Promise<EditSpan | null> {
    await this.#commits.settled()
    return findSpan(this.#log, projectId, query)
  }

  compact(projectId: string): ReturnType<ChunkStore['compact']> {
    return compactChunks(this.#log, this.#thread(), projectId)
  }

  async rebuild(projectId: string): ReturnType<ChunkStore['rebuild']> {
    await this.#commits.settled()
    return rebuildLog(this.#log, this.#thread(), projectId)
  }

  async remove(projectId: string): Promise<void> {
    await this.#commits.settled()
    await removeProject(this.#log, projectId)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#commits.settled()
    await Promise.all([this.#log.client.close(), this.#state?.close()])
  }

  /** Started on first use. */
  #thread(): StateThread {
    this.#state ??= new StorageThread(WORKER, null)
    return this.#state
  }
}
