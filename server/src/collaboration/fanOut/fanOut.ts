import type { Document } from '@hocuspocus/server'
import type { Logger } from 'pino'

import type { Bus } from '../../platform/bus/bus.ts'
import { Replicas } from '../../platform/bus/replicas.ts'
import type { DocumentGuards } from '../documentGuards.ts'
import type { CollaborationMetrics } from '../metrics.ts'
import type { ChunkStore } from '../storage/chunkStore.ts'
import { BusWatch } from './busWatch.ts'
import { DivergenceProbe } from './divergenceProbe.ts'
import { PresenceFanOut } from './presenceFanOut.ts'
import type { FannedUpdate } from './updateBatch.ts'
import { type LoadedFrom, UpdateFanOut } from './updateFanOut.ts'

/** How often the rights of open sockets are judged again (ms), each half of it more or less. */
export interface RightsTimes {
  /** While the bus is down, so that nobody hears of a change elsewhere. */
  whileDownMs: number
  /** At any time: whoever made the change may have died before it could say so. */
  alwaysMs: number
  /** At most so long after the bus is back: replicas do not ask all at once. */
  spreadMs: number
}

export interface FanOutOptions {
  bus: Bus
  /** How often the log is looked at while a document is in memory; 10,000 ms unless told. */
  lookMs?: number
  heartbeat?: { everyMs: number; deadAfterMs: number }
  /** How often the bus is measured, and for how long a document is let alone before it is compared (ms). */
  watchMs?: number
  quietMs?: number
  /** How often the rights of open sockets are judged again [C13]. */
  rights?: RightsTimes
}

export interface FanOutDeps extends FanOutOptions {
  store: ChunkStore
  guards: DocumentGuards
  log: Logger
  metrics: CollaborationMetrics
  /** The log is in a later epoch than the document here [C14]. */
  onStale: (projectId: string) => void
  /** Brings pointers of people on other replicas to the sockets here. */
  relay: (projectId: string, frames: Uint8Array) => void
}

/** Everything by which the documents of this replica follow those of the others [C10] [C11]. */
export class FanOut {
  readonly #updates: UpdateFanOut
  readonly #presence: PresenceFanOut
  readonly #replicas: Replicas
  readonly #watch: BusWatch
  readonly #probe: DivergenceProbe
  readonly #bus: Bus

  constructor({ bus, heartbeat, relay, ...deps }: FanOutDeps) {
    this.#bus = bus
    this.#replicas = new Replicas({ bus, ...heartbeat })
    this.#watch = new BusWatch({ bus, replicas: this.#replicas, metrics: deps.metrics, everyMs: deps.watchMs })
    this.#probe = new DivergenceProbe({ bus, ...deps, search: (projectId) => this.#updates.search(projectId) })
    this.#updates = new UpdateFanOut({ bus, ...deps, onLooked: (projectId) => this.#probe.looked(projectId) })
    this.#presence = new PresenceFanOut({ bus, replicas: this.#replicas, relay })
  }

  /** The document was loaded from exactly these chunks (`loadedAt` in ms). Never waits for the bus: it opens without one. */
  hold(document: Document, loaded: LoadedFrom, loadedAt: number): void {
    this.#updates.hold(document, loaded, loadedAt)
    this.#probe.hold(document, loaded.epoch)
    this.#presence.hold(document)
  }

  release(projectId: string): void {
    this.#updates.release(projectId)
    this.#probe.release(projectId)
    this.#presence.release(projectId)
  }

  appended(projectId: string, update: FannedUpdate): void {
    this.#updates.appended(projectId, update)
  }

  sendFrames(projectId: string, frames: Uint8Array): void {
    this.#presence.sendFrames(projectId, frames)
  }

  /** True when another replica may have the document open: as far as is known, so never a reason to change anything for good. */
  isElsewhere(projectId: string): boolean {
    return !this.#bus.isUp || this.#presence.isElsewhere(projectId)
  }

  /** Applies what the log has and this replica hasn't. Rejects with the store. */
  catchUp(projectId: string): Promise<void> {
    return this.#updates.catchUp(projectId)
  }

  close(): void {
    this.#watch.stop()
    this.#replicas.close()
  }
}
