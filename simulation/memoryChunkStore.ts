import { chunkIdAt, newChunkId } from '../server/src/collaboration/storage/chunkId.ts'
import {
  type Attribution,
  type Chunk,
  type ChunkStore,
  type ChunksSince,
  type LoadedChunks,
  StaleError,
} from '../server/src/collaboration/storage/chunkStore.ts'
import {
  type EditSpan,
  type HistoryQuery,
  type HistoryRow,
  idRange,
  isAskedFor,
  spanAround,
  toSpan,
} from '../server/src/collaboration/storage/history.ts'
import { mergeUpdates, rebuildState } from '../server/src/collaboration/storage/projectState.ts'

export interface Entry {
  chunk: Chunk
  row: HistoryRow | null
  coveredBy: string | null
}

export interface Project {
  entries: Map<string, Entry>
  owners: Map<number, string | null>
  epoch: number
}

/** What somebody hears who watches a log. */
export interface LogWatch {
  /** In the moment in which a new chunk of a client, the server or a seed becomes durable. */
  onCommit: (chunk: Chunk) => void
  /** The log has begun anew with this chunk. */
  onEpoch: (first: Chunk) => void
}

/** A copy of all that was durable at some time. */
export type Backup = ReadonlyMap<string, Project>

/** What is durable: it outlives every replica. */
export class MemoryLog {
  #projects = new Map<string, Project>()
  /** Grows when a backup is put back: whoever was connected before is not any more. */
  generation = 0
  readonly #watch: LogWatch

  constructor(watch: LogWatch = { onCommit: () => {}, onEpoch: () => {} }) {
    this.#watch = watch
  }

  copy(): Backup {
    return structuredClone(this.#projects)
  }

  restore(backup: Backup): void {
    this.#projects = new Map(structuredClone(backup))
    this.generation += 1
  }

  entriesOf(projectId: string): Entry[] {
    return [...this.#project(projectId).entries.values()].sort((a, b) => (a.chunk._id < b.chunk._id ? -1 : 1))
  }

  livingOf(projectId: string): Chunk[] {
    return living(this.entriesOf(projectId))
  }

  ownersOf(projectId: string): Map<number, string | null> {
    return new Map(this.#project(projectId).owners)
  }

  commit(chunk: Chunk, attribution: Attribution | null): void {
    const { entries, owners, epoch } = this.#project(chunk.d)
    const found = entries.get(chunk._id)
    if (found !== undefined) {
      if (Buffer.compare(found.chunk.u, chunk.u) === 0) return
      throw new Error('another chunk has this id')
    }
    if ((chunk.e ?? 0) !== epoch) throw new StaleError()
    entries.set(chunk._id, {
      chunk: { ...chunk, u: new Uint8Array(chunk.u) },
      row: attribution && toRow(chunk._id, attribution),
      coveredBy: null,
    })
    const writer = attribution?.origin === 'server' ? null : (attribution?.by ?? null)
    for (const { client } of attribution?.wrote ?? []) if (!owners.has(client)) owners.set(client, writer)
    if (chunk.k === 'u') this.#watch.onCommit(chunk)
  }

  /** In one moment, as a transaction; false when there is more than `seen`. */
  beginEpoch(first: Chunk, seen: ReadonlySet<string>, clients: readonly number[]): boolean {
    const project = this.#project(first.d)
    if ([...project.entries.keys()].some((id) => !seen.has(id))) return false
    for (const entry of project.entries.values()) entry.coveredBy ??= first._id
    project.entries.set(first._id, { chunk: first, row: null, coveredBy: null })
    for (const client of clients) if (!project.owners.has(client)) project.owners.set(client, null)
    project.epoch = first.e ?? 0
    this.#watch.onEpoch(first)
    return true
  }

  cover(projectId: string, ids: readonly string[], snapshotId: string): void {
    const { entries } = this.#project(projectId)
    for (const id of ids) {
      const entry = entries.get(id)
      if (entry !== undefined) entry.coveredBy ??= snapshotId
    }
  }

  remove(projectId: string): void {
    this.#projects.delete(projectId)
  }

  #project(projectId: string): Project {
    const found = this.#projects.get(projectId) ?? { entries: new Map(), owners: new Map(), epoch: 0 }
    this.#projects.set(projectId, found)
    return found
  }
}

function toRow(id: string, { by, origin, reason = origin, touched }: Attribution): HistoryRow {
  return { id, at: Date.now(), by, reason: origin === 'server' ? reason : null, touched }
}

export type StoreStep = 'append' | 'load' | 'since' | 'history' | 'compact' | 'rebuild' | 'remove'

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
  readonly #generation: number

  constructor(log: MemoryLog, road: StoreRoad = SMOOTH) {
    this.#log = log
    this.#generation = log.generation
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
      const chunks = living(entries)
      return {
        chunks,
        epoch: latestOf(chunks),
        seen: new Set(entries.map(({ chunk }) => chunk._id)),
        owners: this.#log.ownersOf(projectId),
      }
    })
  }

  async since(projectId: string, after: string, seen: ReadonlySet<string>): Promise<ChunksSince> {
    await this.#settleAppends()
    return this.#travel('since', () => {
      const above = this.#log
        .entriesOf(projectId)
        .map(({ chunk }) => chunk)
        .filter(({ _id }) => _id > after)
      const chunks = above.filter(({ _id, k }) => k === 'u' && !seen.has(_id))
      return {
        chunks,
        epoch: latestOf(above),
        owners: chunks.length === 0 ? new Map<number, null>() : this.#log.ownersOf(projectId),
      }
    })
  }

  async history(projectId: string, query: HistoryQuery): Promise<EditSpan | null> {
    await this.#settleAppends()
    return this.#travel('history', () => {
      const rows = this.#log.entriesOf(projectId).flatMap(({ row }) => row ?? [])
      const find = (wanted: HistoryQuery): HistoryRow[] => {
        const { from, before } = idRange(wanted)
        return rows.filter((row) => row.id >= from && row.id < before && isAskedFor(wanted, row))
      }
      const last = find(query).at(-1)
      return last === undefined ? null : toSpan(find(spanAround(query, last.id)))
    })
  }

  /** In three steps, so that others append, load and compact in between. */
  async compact(projectId: string): Promise<{ snapshotId: string; covered: number } | null> {
    const chunks = await this.#travel('compact', () => this.#log.livingOf(projectId))
    const epoch = latestOf(chunks)
    const merged = mergeUpdates(chunks.map(({ u }) => u))
    if (merged === null) return null
    const snapshotId = newChunkId()
    await this.#travel('compact', () =>
      this.#log.commit(
        { _id: snapshotId, d: projectId, k: 's', u: merged.update, ...(epoch > 0 && { e: epoch }) },
        null,
      ),
    )
    const ids = merged.indexes.flatMap((i) => chunks[i]?._id ?? [])
    await this.#travel('compact', () => this.#log.cover(projectId, ids, snapshotId))
    return { snapshotId, covered: ids.length }
  }

  async rebuild(projectId: string): Promise<{ epoch: number } | null> {
    const { chunks, seen, epoch } = await this.load(projectId)
    const rebuilt = chunks.length === 0 ? null : rebuildState(chunks.map(({ u }) => u))
    if (rebuilt === null) return null
    const first: Chunk = { _id: newChunkId(), d: projectId, k: 's', u: rebuilt.update, e: epoch + 1 }
    const clients = [rebuilt.client, ...rebuilt.retired]
    const isNew = await this.#travel('rebuild', () => this.#log.beginEpoch(first, seen, clients))
    return isNew ? { epoch: epoch + 1 } : null
  }

  async remove(projectId: string): Promise<void> {
    await this.#settleAppends()
    await this.#travel('remove', () => this.#log.remove(projectId))
  }

  async close(): Promise<void> {
    await this.#settleAppends()
  }

  async #travel<T>(step: StoreStep, work: () => T): Promise<T> {
    await this.#road.there(step)
    if (this.#generation !== this.#log.generation) throw new Error('the log is another one by now')
    const result = work()
    await this.#road.back(step)
    return result
  }

  /** [C4] A load sees what was handed in before it. */
  async #settleAppends(): Promise<void> {
    await Promise.allSettled(this.#appending)
  }
}

function latestOf(chunks: readonly Chunk[]): number {
  return Math.max(0, ...chunks.map(({ e = 0 }) => e))
}

/** All but what a snapshot covers that is there too. */
function living(entries: readonly Entry[]): Chunk[] {
  const snapshots = new Set(entries.filter(({ chunk }) => chunk.k === 's').map(({ chunk }) => chunk._id))
  return entries
    .filter(({ coveredBy }) => coveredBy === null || !snapshots.has(coveredBy))
    .map(({ chunk }) => ({ ...chunk }))
}
