import type { Logger } from 'pino'
import * as Y from 'yjs'

import type { FannedUpdate } from './fanOut/updateBatch.ts'
import { hasGap } from './gap.ts'
import type { LogBreaker } from './logBreaker.ts'
import type { CollaborationMetrics } from './metrics.ts'
import { newChunkId, seedChunkId } from './storage/chunkId.ts'
import { type Attribution, type Chunk, type ChunkStore, type LoadedChunks, StaleError } from './storage/chunkStore.ts'
import type { EditSpan, HistoryQuery } from './storage/history.ts'

/** A document's log is compacted after this many appended or loaded chunks. */
const COMPACT_AFTER = 400

export interface UpdateLogDeps {
  store: ChunkStore
  breaker: LogBreaker
  log: Logger
  metrics: CollaborationMetrics
  /** The log is in a new epoch, and the document here in an old one. */
  onStale: (projectId: string) => void
  /** Called when a chunk has become durable, before anybody else hears of it. */
  onAppended?: (projectId: string, update: FannedUpdate) => void
}

interface Entry {
  chunkId: string
  update: Uint8Array
  attribution: Attribution
  epoch: number
}

/** Well below how far back other replicas look (`WINDOW_MS`). */
const OLD_MS = 60_000

/** The id of an update that may take long to get into the log; after a while another one. Twice in the log is harmless [C2]. */
class ChunkName {
  #id = newChunkId()
  #madeAt = Date.now()

  get isOld(): boolean {
    return Date.now() - this.#madeAt > OLD_MS
  }

  get(): string {
    if (this.isOld) {
      this.#id = newChunkId()
      this.#madeAt = Date.now()
    }
    return this.#id
  }
}

/** The write-ahead log of all documents: what `append` resolved for is on disk [C1]. */
export class UpdateLog {
  readonly #deps: UpdateLogDeps
  readonly #sizes = new Map<string, number>()
  /** Of the documents in memory. */
  readonly #epochs = new Map<string, number>()
  #inFlight = 0
  readonly #compacting = new Map<string, Promise<void>>()
  /** Logs that are due for compaction, since when. */
  readonly #due = new Map<string, number>()

  constructor(deps: UpdateLogDeps) {
    this.#deps = deps
  }

  /** Appends under way. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Chunks of the documents in memory that no snapshot covers yet, as far as this process knows. */
  get chunks(): number {
    return [...this.#sizes.values()].reduce((sum, size) => sum + size, 0)
  }

  /** How long the log that waits longest has been due for compaction (ms). */
  get compactionLag(): number {
    return this.#due.size === 0 ? 0 : performance.now() - Math.min(...this.#due.values())
  }

  /** One try, for the server's own edits: rejects with `unavailable` in an outage [C9]. `chunkId`: where an edit must not be made twice. */
  append(projectId: string, update: Uint8Array, attribution: Attribution, chunkId?: string): Promise<void> {
    const { breaker } = this.#deps
    const entry = { update, attribution, epoch: this.#epochOf(projectId) }
    if (chunkId !== undefined) return breaker.once(() => this.#store(projectId, { ...entry, chunkId }))
    const name = new ChunkName()
    return breaker.once(() => this.#storeSoon(projectId, name, entry))
  }

  /** For edits of people, who keep them until they are acknowledged: tries until it works [C9]. */
  persist(projectId: string, update: Uint8Array, attribution: Attribution): Promise<void> {
    // One id for all tries of a while: nobody knows whether a failed one is in the log.
    const entry = { update, attribution, epoch: this.#epochOf(projectId) }
    const name = new ChunkName()
    return this.#deps.breaker.persist(() => this.#storeSoon(projectId, name, entry))
  }

  /** Everything that a document here is to be made of; what is appended from now on belongs to the same epoch. */
  async read(projectId: string): Promise<LoadedChunks> {
    const loaded = await this.#deps.store.load(projectId)
    this.#epochs.set(projectId, loaded.epoch)
    this.#grow(projectId, loaded.chunks.length)
    return loaded
  }

  /** Replays all of the log into `y`. */
  async replay(projectId: string, y: Y.Doc, origin: unknown): Promise<void> {
    const { chunks } = await this.read(projectId)
    this.apply(chunks, y, origin)
    this.reportGap(projectId, y)
  }

  /** In one transaction; an entry that cannot be applied is reported and skipped [C7]. False when there was one. */
  apply(chunks: readonly Chunk[], y: Y.Doc, origin: unknown): boolean {
    const { log, metrics } = this.#deps
    let isWhole = true
    y.transact(() => {
      for (const { _id, d: projectId, u } of chunks) {
        try {
          Y.applyUpdate(y, u, origin)
        } catch (error) {
          isWhole = false
          metrics.quarantined.inc()
          log.error(
            { projectId, chunk: _id, err: error },
            'an entry of the update log cannot be applied; it is skipped',
          )
        }
      }
    }, origin)
    return isWhole
  }

  /** Says so when the log of a document lacks something. */
  reportGap(projectId: string, y: Y.Doc): void {
    if (hasGap(y))
      this.#deps.log.error({ projectId }, 'the update log has a gap; later updates wait for what is missing')
  }

  /** Replays what had been appended by a time (ms) into `y`; false when that is nothing [C5]. */
  async replayUntil(projectId: string, y: Y.Doc, until: number): Promise<boolean> {
    const { chunks } = await this.#deps.store.load(projectId, until)
    this.apply(chunks, y, null)
    return chunks.length > 0
  }

  history(projectId: string, query: HistoryQuery): Promise<EditSpan | null> {
    return this.#deps.store.history(projectId, query)
  }

  /** Writes the first state of an empty log under the one id for ever: two that load it at once write the same [C2] [M9]. */
  async seed(projectId: string, y: Y.Doc, { seed, origin }: { seed: Uint8Array; origin: unknown }): Promise<void> {
    // A copy: the caller's bytes may be a view on something larger.
    const chunk = { _id: seedChunkId(projectId), d: projectId, k: 'u', u: new Uint8Array(seed) } as const
    await this.#deps.store.append(chunk, null)
    Y.applyUpdate(y, chunk.u, origin)
    this.#grow(projectId, 1)
  }

  forget(projectId: string): void {
    this.#sizes.delete(projectId)
    this.#due.delete(projectId)
    this.#epochs.delete(projectId)
  }

  /** Takes away all that is kept of a project [C2]. */
  async remove(projectId: string): Promise<void> {
    await this.#compacting.get(projectId)
    await this.#deps.store.remove(projectId)
    this.forget(projectId)
  }

  /** Waits for compactions under way. */
  async settle(): Promise<void> {
    await Promise.all(this.#compacting.values())
  }

  /** Under an id that is young when it is durable: others look for new chunks by the time in their ids [C10]. */
  async #storeSoon(projectId: string, name: ChunkName, entry: Omit<Entry, 'chunkId'>): Promise<void> {
    do await this.#store(projectId, { ...entry, chunkId: name.get() })
    while (name.isOld)
  }

  async #store(projectId: string, { chunkId, update, attribution, epoch }: Entry): Promise<void> {
    const { metrics } = this.#deps
    const end = metrics.append.startTimer()
    this.#inFlight += 1
    const chunk: Chunk = { _id: chunkId, d: projectId, k: 'u', u: update, ...(epoch > 0 && { e: epoch }) }
    try {
      await this.#deps.store.append(chunk, attribution)
    } catch (error) {
      metrics.appendErrors.inc()
      if (error instanceof StaleError) this.#deps.onStale(projectId)
      throw error
    } finally {
      this.#inFlight -= 1
    }
    end()
    const { by: actorId, origin, wrote } = attribution
    const owners = wrote.map(({ client }) => [client, origin === 'server' ? null : actorId] as const)
    this.#deps.onAppended?.(projectId, { chunkId, epoch, update, actorId, owners })
    this.#grow(projectId, (this.#sizes.get(projectId) ?? 0) + 1)
  }

  #epochOf(projectId: string): number {
    return this.#epochs.get(projectId) ?? 0
  }

  #grow(projectId: string, size: number): void {
    this.#sizes.set(projectId, size)
    if (size < COMPACT_AFTER || this.#compacting.has(projectId)) return
    this.#sizes.set(projectId, 0)
    if (!this.#due.has(projectId)) this.#due.set(projectId, performance.now())
    const { log, metrics, store } = this.#deps
    const end = metrics.compaction.startTimer()
    const work = store
      .compact(projectId)
      .then(
        (result) => {
          end()
          this.#due.delete(projectId)
          log.debug({ projectId, covered: result?.covered ?? 0 }, 'update log compacted')
        },
        // Nothing is lost: the chunks stay, and the next growth tries again.
        (error: unknown) => {
          metrics.compactionErrors.inc()
          log.warn({ projectId, err: error }, 'the update log could not be compacted')
        },
      )
      .then(() => void this.#compacting.delete(projectId))
    this.#compacting.set(projectId, work)
  }
}
