import { coverageOf } from '@axiom/shared/gate/coverage'
import type { Document } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'

import type { Bus, BusListener } from '../../platform/bus/bus.ts'
import type { DocumentGuards } from '../documentGuards.ts'
import { hasGap } from '../gap.ts'
import type { CollaborationMetrics } from '../metrics.ts'
import { chunkIdAt } from '../storage/chunkId.ts'
import type { ChunksSince, ChunkStore, LoadedChunks } from '../storage/chunkStore.ts'
import { SeenChunks } from './seenChunks.ts'
import { decodeBatch, encodeBatch, type FannedUpdate } from './updateBatch.ts'

/** While a document is in memory its log is looked at this often (ms), half of it more or less [C10]. */
const LOOK_MS = 10_000

export interface UpdateFanOutDeps {
  bus: Bus
  store: ChunkStore
  guards: DocumentGuards
  log: Logger
  metrics: CollaborationMetrics
  lookMs?: number
  /** The log is in a later epoch than the document here [C14]. */
  onStale: (projectId: string) => void
  /** Everything that the log had a moment ago is applied. */
  onLooked: (projectId: string) => void
}

interface Held {
  document: Document
  epoch: number
  seen: SeenChunks
  listener: BusListener
  timer: NodeJS.Timeout
  looking: Promise<void> | null
  /** The whole log was asked for what is missing before what we have. */
  lookedFurther: boolean
}

/** What a document was loaded from. */
export type LoadedFrom = Pick<LoadedChunks, 'seen' | 'epoch'>

/**
 * Keeps the documents of this replica equal to those of the others [C10]: what one has made durable it publishes, what another
 * publishes is applied, and the log tells what the bus has lost.
 */
export class UpdateFanOut {
  readonly #deps: Required<UpdateFanOutDeps>
  readonly #held = new Map<string, Held>()
  #outbox = new Map<string, FannedUpdate[]>()
  /** Documents of which the others may have missed something. */
  readonly #missed = new Set<string>()

  constructor(deps: UpdateFanOutDeps) {
    this.#deps = { lookMs: LOOK_MS, ...deps }
    deps.bus.onRestored(() => this.#restored())
  }

  /** The document was loaded from exactly these chunks; from now on it follows the others. */
  hold(document: Document, { seen, epoch }: LoadedFrom, loadedAt: number): void {
    const projectId = document.name
    const held: Held = {
      document,
      epoch,
      seen: new SeenChunks(seen, loadedAt),
      listener: (message) => this.#receive(held, message),
      timer: setTimeout(() => this.#lookLater(held), this.#wait()).unref(),
      looking: null,
      lookedFurther: false,
    }
    this.#held.set(projectId, held)
    // Nobody waits for the bus. Between the load and the subscription somebody may have written.
    void this.#deps.bus.subscribe(topicOf(projectId), held.listener).then(() => this.#tryLook(held))
  }

  release(projectId: string): void {
    const held = this.#held.get(projectId)
    if (held === undefined) return
    this.#held.delete(projectId)
    clearTimeout(held.timer)
    this.#deps.bus.unsubscribe(topicOf(projectId), held.listener)
  }

  /** Our own chunk is durable: the others hear of it at the end of this turn. */
  appended(projectId: string, update: FannedUpdate): void {
    this.#held.get(projectId)?.seen.add(update.chunkId)
    if (this.#outbox.size === 0) setImmediate(() => this.#publish())
    const waiting = this.#outbox.get(projectId)
    if (waiting === undefined) this.#outbox.set(projectId, [update])
    else waiting.push(update)
  }

  /** Applies what the log has and this replica hasn't; asked before anything is held back or refused. Rejects with the store. */
  async catchUp(projectId: string): Promise<void> {
    const held = this.#held.get(projectId)
    if (held === undefined) return
    // One that is under way may have begun too early.
    await held.looking?.catch(() => undefined)
    await this.#look(held)
  }

  /** Looks for what has been in the log for long and is not here, in all of it. */
  search(projectId: string): void {
    const held = this.#held.get(projectId)
    if (held !== undefined) void this.#try(held, () => this.#lookAtAll(held))
  }

  #publish(): void {
    const outbox = this.#outbox
    this.#outbox = new Map()
    for (const [projectId, updates] of outbox)
      if (!this.#deps.bus.publish(topicOf(projectId), encodeBatch(updates))) this.#missed.add(projectId)
  }

  #receive(held: Held, message: Uint8Array): void {
    let updates: FannedUpdate[]
    try {
      updates = decodeBatch(message)
    } catch (error) {
      this.#deps.log.error({ err: error, projectId: held.document.name }, 'a message of another replica is malformed')
      return
    }
    // Documents of two epochs share no history, and what is of an earlier one is in ours already [C14].
    if (updates.some(({ epoch }) => epoch > held.epoch)) return this.#deps.onStale(held.document.name)
    const ours = updates.filter(({ epoch }) => epoch === held.epoch)
    const complete =
      updates.length > 0 && ours.every((update) => held.seen.has(update.chunkId) || this.#apply(held, update))
    if (!complete) void this.#tryLook(held)
  }

  /** False when the log has to be asked: the update is not in the message, or something before it is missing here. */
  #apply({ document, seen }: Held, { chunkId, update, actorId, owners }: FannedUpdate): boolean {
    this.#deps.guards.of(document).authorship.learn(owners)
    if (update === null) return false
    if (coverageOf(document, Y.decodeUpdate(update)) === 'gap') return false
    seen.add(chunkId)
    Y.applyUpdate(document, update, remoteOrigin(actorId))
    this.#deps.metrics.fannedIn.inc({ way: 'bus' })
    return true
  }

  #look(held: Held): Promise<void> {
    held.looking ??= this.#lookNow(held).finally(() => (held.looking = null))
    return held.looking
  }

  async #lookNow(held: Held): Promise<void> {
    const { document, seen } = held
    const at = Date.now()
    const found = await this.#deps.store.since(document.name, seen.from, seen.ids)
    // Some of them may have come by the bus meanwhile.
    if (!document.isDestroyed) this.#applyFound(held, found)
    await this.#lookFurther(held)
    seen.looked(at)
    this.#deps.onLooked(document.name)
  }

  /**
   * What is missing before what we have may be durable under an id that is older than the window: its append took long, and its
   * process died before it could say so again under a young one. Once for each gap the whole log is asked.
   */
  async #lookFurther(held: Held): Promise<void> {
    const { document } = held
    const isBehind = hasGap(document)
    const isNew = isBehind && !held.lookedFurther
    held.lookedFurther = isBehind
    if (isNew && !document.isDestroyed) await this.#lookAtAll(held)
  }

  async #lookAtAll(held: Held): Promise<void> {
    const { document, seen } = held
    const found = await this.#deps.store.since(document.name, chunkIdAt(0), seen.ids)
    if (!document.isDestroyed) this.#applyFound(held, found)
  }

  #applyFound({ document, seen, epoch: ours }: Held, { chunks, owners, epoch }: ChunksSince): void {
    const { guards, log, metrics, onStale } = this.#deps
    if (epoch > ours) return onStale(document.name)
    guards.of(document).authorship.learn(owners)
    const unseen = chunks.filter(({ _id, e = 0 }) => e === ours && !seen.has(_id))
    if (unseen.length === 0) return
    const origin = remoteOrigin(null)
    document.transact(() => {
      for (const { _id, u } of unseen) {
        try {
          Y.applyUpdate(document, u, origin)
        } catch (error) {
          metrics.quarantined.inc()
          log.error(
            { projectId: document.name, chunk: _id, err: error },
            'an entry of the update log cannot be applied',
          )
        }
        seen.add(_id)
      }
    }, origin)
    metrics.fannedIn.inc({ way: 'log' }, unseen.length)
  }

  #tryLook(held: Held): Promise<void> {
    return this.#try(held, () => this.catchUp(held.document.name))
  }

  async #try(held: Held, look: () => Promise<void>): Promise<void> {
    try {
      await look()
    } catch (error) {
      // The next look is a few seconds away, and nothing that is acknowledged depends on this one.
      this.#deps.log.warn({ err: error, projectId: held.document.name }, 'the log could not be looked at')
    }
  }

  #lookLater(held: Held): void {
    void this.#tryLook(held).then(() => {
      if (this.#held.get(held.document.name) === held)
        held.timer = setTimeout(() => this.#lookLater(held), this.#wait()).unref()
    })
  }

  #wait(): number {
    return this.#deps.lookMs * (0.5 + Math.random())
  }

  /** Both sides may have missed something: the others hear of what we could not send, and we look ourselves. */
  #restored(): void {
    for (const projectId of this.#missed) this.#deps.bus.publish(topicOf(projectId), encodeBatch([]))
    this.#missed.clear()
    for (const held of this.#held.values()) void this.#tryLook(held)
  }
}

function topicOf(projectId: string): string {
  return `u/${projectId}`
}

/** Like an edit of the server: nothing stores or publishes it again. */
function remoteOrigin(actorId: string | null) {
  return { source: 'local', skipStoreHooks: true, context: { actorId, remote: true } } as const
}
