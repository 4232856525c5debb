import { createHash } from 'node:crypto'

import type { Document } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'

import type { Bus } from '../../platform/bus/bus.ts'
import { hasGap } from '../gap.ts'
import type { CollaborationMetrics } from '../metrics.ts'

/** A document that was edited within this time (ms) is not compared: the others have not heard of it all. */
const QUIET_MS = 3_000
/** So many comparisons in a row, each after looks at the log on both sides, must find the same difference. */
const ROUNDS = 3

/** Never expected: what operators look for in the log. */
export const DIVERGED = 'two replicas have different states of one document'

export interface DivergenceProbeDeps {
  bus: Bus
  log: Logger
  metrics: Pick<CollaborationMetrics, 'compared' | 'diverged'>
  /** Looks for what the log has had for long and this replica has not; asked before anything is called diverged. */
  search: (projectId: string) => void
  quietMs?: number | undefined
  now?: (() => number) | undefined
}

interface Suspicion {
  theirs: string
  ours: string
  rounds: number
  /** Looks of our own at the log since the difference was first seen. */
  looks: number
  isSearched: boolean
}

interface Held {
  document: Document
  epoch: number
  changedAt: number
  digest: string | null
  suspicions: Map<string, Suspicion>
  stop: () => void
}

/**
 * Whether the replicas have the same of each document [C10]. Each says the digest of a document after it has looked at the log, if
 * nothing was changed for a while. Two that differ may only be late, and then one may lack what became durable long after its id was
 * made; they have diverged when both have looked again and again, all of the log included, neither has changed, and they still differ.
 */
export class DivergenceProbe {
  readonly #deps: DivergenceProbeDeps & { quietMs: number; now: () => number }
  readonly #held = new Map<string, Held>()

  constructor({ quietMs = QUIET_MS, now = () => performance.now(), ...deps }: DivergenceProbeDeps) {
    this.#deps = { ...deps, quietMs, now }
  }

  hold(document: Document, epoch: number): void {
    const { bus, now } = this.#deps
    const onUpdate = (): void => {
      held.changedAt = now()
      held.digest = null
      held.suspicions.clear()
    }
    const listener = (message: Uint8Array, from: string): void => this.#compare(held, Buffer.from(message), from)
    const held: Held = {
      document,
      epoch,
      changedAt: now(),
      digest: null,
      suspicions: new Map(),
      stop: () => {
        document.off('update', onUpdate)
        bus.unsubscribe(topicOf(document.name), listener)
      },
    }
    document.on('update', onUpdate)
    this.#held.set(document.name, held)
    void bus.subscribe(topicOf(document.name), listener)
  }

  release(projectId: string): void {
    this.#held.get(projectId)?.stop()
    this.#held.delete(projectId)
  }

  /** Everything that the log has is here: the others may compare. */
  looked(projectId: string): void {
    const held = this.#held.get(projectId)
    if (held === undefined || !this.#isQuiet(held)) return
    for (const suspicion of held.suspicions.values()) suspicion.looks += 1
    this.#deps.bus.publish(topicOf(projectId), Buffer.from(`${held.epoch} ${this.#digestOf(held)}`))
  }

  #compare(held: Held, message: Buffer, from: string): void {
    const { metrics, log } = this.#deps
    const [epoch, theirs = ''] = message.toString('latin1').split(' ')
    if (Number(epoch) !== held.epoch || !this.#isQuiet(held)) return void held.suspicions.delete(from)
    const ours = this.#digestOf(held)
    metrics.compared.inc()
    if (theirs === ours) return void held.suspicions.delete(from)
    const found = held.suspicions.get(from)
    if (found?.theirs !== theirs)
      return void held.suspicions.set(from, { theirs, ours, rounds: 1, looks: 0, isSearched: false })
    found.rounds += 1
    // Said once: a document that stays as it is stays diverged.
    if (found.rounds < ROUNDS || found.looks < ROUNDS - 1 || found.rounds === Infinity) return
    const projectId = held.document.name
    if (!found.isSearched) {
      // The other one comes to it as well: all rounds once more.
      Object.assign(found, { isSearched: true, rounds: 0, looks: 0 })
      return this.#deps.search(projectId)
    }
    found.rounds = Infinity
    metrics.diverged.inc()
    log.error({ projectId, other: from, ours, theirs }, DIVERGED)
  }

  #isQuiet({ document, changedAt }: Held): boolean {
    return this.#deps.now() - changedAt >= this.#deps.quietMs && !hasGap(document)
  }

  #digestOf(held: Held): string {
    return (held.digest ??= digestOf(held.document))
  }
}

/** The same for two documents that have the same updates: who wrote how far, and what of it is deleted. */
export function digestOf(y: Y.Doc): string {
  const hash = createHash('sha256').update(Y.encodeStateVector(y))
  const { clients } = Y.createDeleteSetFromStructStore(y.store)
  for (const client of [...clients.keys()].toSorted((a, b) => a - b)) {
    hash.update(`;${client}`)
    for (const { clock, len } of clients.get(client) ?? []) hash.update(`,${clock}+${len}`)
  }
  return hash.digest('base64url').slice(0, 22)
}

function topicOf(projectId: string): string {
  return `d/${projectId}`
}
