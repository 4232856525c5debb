import { chunkIdAt, newChunkId } from '../server/src/collaboration/storage/chunkId.ts'
import type { Attribution, Chunk, ChunkStore, LoadedChunks } from '../server/src/collaboration/storage/chunkStore.ts'
import { mergeUpdates } from '../server/src/collaboration/storage/projectState.ts'

interface Entry {
  chunk: Chunk
  coveredBy: string | null
}

/** What is durable: it outlives every replica. */
export class MemoryLog {
  readonly #projects = new Map<string, { entries: Map<string, Entry>; owners: Map<number, string | null> }>()
  /** Called in the moment in which a new chunk of a client, the server or a seed becomes durable. */
  readonly onCommit: (chunk: Chunk) => void

  constructor(onCommit: (chunk: Chunk) => void = () => {}) {
    this.onCommit = onCommit
  }

  entriesOf(projectId: string): Entry[] {
    return [...this.#project(projectId).entries.values()].sort((a, b) => (a.chunk._id < b.chunk._id ? -1 : 1))
  }

  ownersOf(projectId: string): Map<number, string | null> {
    return new Map(this.#project(projectId).owners)
  }

  commit(chunk: Chunk, attribution: Attribution | null): void {
    const { entries, owners } = this.#project(chunk.d)
    const found = entries.get(chunk._id)
    if (found !== undefined) {
      if (Buffer.compare(found.chunk.u, chunk.u) === 0) return
      throw new Error('another chunk has this id')
    }
    entries.set(chunk._id, { chunk: { ...chunk, u: new Uint8Array(chunk.u) }, coveredBy: null })
    const writer = attribution?.origin === 'server' ? null : (attribution?.by ?? null)
    for (const { client } of attribution?.wrote ?? []) if (!owners.has(client)) owners.set(client, writer)
    if (chunk.k === 'u') this.onCommit(chunk)
  }

  cover(projectId: string, ids: readonly string[], snapshotId: string): void {
    const { entries } = this.#project(projectId)
    for (const id of ids) {
      const entry = entries.get(id)
      if (entry !== undefined) entry.coveredBy ??= snapshotId
    }
  }

  #project(projectId: string) {
    const found = this.#projects.get(projectId) ?? { entries: new Map(), owners: new Map() }
    this.#projects.set(projectId, found)
    return found
  }
}

export type StoreStep = 'append' | 'load' | 'since' | 'compact'

/** What may happen to a request on its way to the store and to its answer on the way back; both may wait, and throw. */
export interface StoreRoad {
  there: (step: StoreStep) => Promise<void>
  back: (step: StoreStep) => Promise<void>
}

const SMOOTH: StoreRoad = { there: async () => {}, back: async () => {} }

/** One replica's connection to a log in memory. */
export class MemoryChunkStore implements ChunkStore {
  readonly #log: MemoryLog
  readonly #road: StoreRoad
  readonly #appending = new Set<Promise<void>>()

  constructor(log: MemoryLog, road: StoreRoad = SMOOTH) {
    this.#log = log
    this.#road = road
  }

  append(chunk: Chunk, attribution: Attribution | null): Promise<void> {
    const appended = this.#travel('append', () => this.#log.commit(chunk, attribution))
    this.#appending.add(appended)
    const forget = (): void => void this.#appending.delete(appended)
    appended.then(forget, forget)
    return appended
  }

  async load(projectId: string, until = Infinity): Promise<LoadedChunks> {
    await this.#settleAppends()
    return this.#travel('load', () => {
      const end = until === Infinity ? 'g' : chunkIdAt(until + 1)
      const entries = this.#log.entriesOf(projectId).filter(({ chunk }) => chunk._id < end)
      return {
        chunks: living(entries),
        seen: new Set(entries.map(({ chunk }) => chunk._id)),
        owners: this.#log.ownersOf(projectId),
      }
    })
  }

  async since(projectId: string, after: string, seen: ReadonlySet<string>): Promise<Omit<LoadedChunks, 'seen'>> {
    await this.#settleAppends()
    return this.#travel('since', () => {
      const chunks = this.#log
        .entriesOf(projectId)
        .map(({ chunk }) => chunk)
        .filter(({ _id, k }) => k === 'u' && _id > after && !seen.has(_id))
      return { chunks, owners: chunks.length === 0 ? new Map<number, null>() : this.#log.ownersOf(projectId) }
    })
  }

  /** In three steps, so that others append, load and compact in between. */
  async compact(projectId: string): Promise<{ snapshotId: string; covered: number } | null> {
    const chunks = await this.#travel('compact', () => living(this.#log.entriesOf(projectId)))
    const merged = mergeUpdates(chunks.map(({ u }) => u))
    if (merged === null) return null
    const snapshotId = newChunkId()
    await this.#travel('compact', () =>
      this.#log.commit({ _id: snapshotId, d: projectId, k: 's', u: merged.update }, null),
    )
    const ids = merged.indexes.flatMap((i) => chunks[i]?._id ?? [])
    await this.#travel('compact', () => this.#log.cover(projectId, ids, snapshotId))
    return { snapshotId, covered: ids.length }
  }

  async close(): Promise<void> {
    await this.#settleAppends()
  }

  async #travel<T>(step: StoreStep, work: () => T): Promise<T> {
    await this.#road.there(step)
    const result = work()
    await this.#road.back(step)
    return result
  }

  /** [C4] A load sees what was handed in before it. */
  async #settleAppends(): Promise<void> {
    await Promise.allSettled(this.#appending)
  }
}

/** All but what a snapshot covers that is there too. */
function living(entries: readonly Entry[]): Chunk[] {
  const snapshots = new Set(entries.filter(({ chunk }) => chunk.k === 's').map(({ chunk }) => chunk._id))
  return entries
    .filter(({ coveredBy }) => coveredBy === null || !snapshots.has(coveredBy))
    .map(({ chunk }) => ({ ...chunk }))
}
