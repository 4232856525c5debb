import { isDeepStrictEqual } from 'node:util'

import { ROOTS } from '@axiom/shared/document/projectDoc'
import { coverageOf } from '@axiom/shared/gate/coverage'
import { RefusedMessage } from '@axiom/shared/protocol/awareness'
import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'
import { PRESENCE_PREFIX } from '@axiom/shared/protocol/presenceFrames'
import * as Y from 'yjs'

import { readServerMessage, type ServerMessage } from '../editor/src/document/wire.ts'
import type { Dialect } from '../server/src/collaboration/dialect.ts'
import type { Chunk } from '../server/src/collaboration/storage/chunkStore.ts'
import { readClientMessage } from '../server/src/collaboration/wire.ts'
import type { LinkWatch } from './network.ts'
import type { World } from './world/world.ts'

/** The close code of Hocuspocus for somebody who has said nothing for long. */
const IDLE = 4408

/** Knows at each moment what is durable, and holds everybody to their word. */
export class Oracle {
  /** All that the log holds. */
  durable = new Y.Doc({ gc: true })
  /** How often a backup was put back. */
  restores = 0
  readonly #world: World
  /** With what backups have lost. */
  #ever = this.durable
  /** The same of epochs that are over: what they say is in the one that followed. */
  readonly #past: Y.Doc[] = []
  /** Releases that the server had named before a backup was put back, which does not know them or has left them. */
  readonly #lostReleases = new Set<unknown>()
  readonly #releases = new Set<unknown>()
  /** States that a page called kept on its device when it ended. */
  readonly #promised: { who: string; update: Uint8Array; tags: string[] }[] = []

  constructor(world: World) {
    this.#world = world
  }

  readonly committed = (chunk: Chunk): void => {
    Y.applyUpdate(this.durable, chunk.u)
    if (this.#ever !== this.durable) Y.applyUpdate(this.#ever, chunk.u)
    const { pendingStructs, pendingDs } = this.durable.store
    if (pendingStructs !== null || pendingDs !== null) this.#world.fail(`[C7] the log has a gap since ${chunk._id}`)
    this.#releases.add(this.release)
    if (this.#lostReleases.has(this.release)) this.#world.fail(`[G3] a lost release is back since ${chunk._id}`)
  }

  /** The log has begun anew with this chunk, which says the same [C14]. */
  readonly begun = ({ u }: Chunk): void => {
    this.#past.push(this.#ever)
    this.durable = this.#ever = docOf([u])
  }

  /** The log holds exactly these updates again. */
  restored(updates: readonly Uint8Array[]): void {
    this.durable = docOf(updates)
    this.restores += 1
    for (const release of this.#releases) this.#lostReleases.add(release)
    this.#lostReleases.delete(this.release)
    this.#releases.clear()
    this.#releases.add(this.release)
  }

  get release(): unknown {
    return this.durable.getMap('meta').get('release')
  }

  /** Listens to a connection: there are never more acknowledgements than durable messages, and nothing is shown before it is durable. */
  watch(name: string, dialect: Dialect): LinkWatch {
    const unanswered: Uint8Array[] = []
    let isIn = false
    return {
      onServerHears: (bytes) => {
        if (bytes[0] === PRESENCE_PREFIX && dialect.hearsOutcome) return
        const { message } = readClientMessage(dialect.incoming(bytes))
        if (message.kind === 'update' || message.kind === 'step2') unanswered.push(message.update)
      },
      onServerSends: (bytes) => {
        isIn = true
        if (!dialect.hearsOutcome) return this.#mayShow(name, readServerMessage(dialect.incoming(bytes)))
        if (bytes[0] === PRESENCE_PREFIX) return
        const message = readServerMessage(bytes)
        if (message.kind === 'syncStatus' && message.saved) {
          // One per message; one that is held is answered after later ones.
          const answered = unanswered.findIndex((update) => this.isDurable(update))
          if (answered < 0) this.#world.fail(`[C1] ${name}: acknowledged, but not durable`)
          else unanswered.splice(answered, 1)
        } else if (message.kind === 'stateless' && RefusedMessage.safeParse(JSON.parse(message.payload)).success)
          this.#world.fail(`[G3] ${name}: refused: ${message.payload}`)
        else this.#mayShow(name, message)
      },
      onServerCloses: (code) => {
        this.#world.note(name, `is closed with ${code}`)
        if (code === CLOSE_CODES.refused) this.#world.fail(`[G3] ${name}: refused`)
        if (code === IDLE && isIn) this.#world.fail(`${name} was cut off though it is there`)
      },
    }
  }

  #mayShow(name: string, message: ServerMessage): void {
    if ((message.kind === 'update' || message.kind === 'step2') && !this.isDurable(message.update))
      this.#world.fail(`[C1] ${name}: shown to others, but not durable`)
  }

  isDurable(update: Uint8Array): boolean {
    const decoded = Y.decodeUpdate(update)
    return [this.durable, ...this.#past].some((doc) => coverageOf(doc, decoded) === 'contained')
  }

  /** Everything of `y` is durable or was: in an epoch that is over, or, for who cannot know of it yet, before a backup was put back. */
  wasDurable(y: Y.Doc, knowsOfRestore: boolean): boolean {
    return [knowsOfRestore ? this.durable : this.#ever, ...this.#past].some((doc) => missingIn(doc, y) === null)
  }

  /** What of `y` is not durable; null when all of it is. */
  missing(y: Y.Doc): string | null {
    return missingIn(this.durable, y)
  }

  promise(who: string, y: Y.Doc): void {
    this.#promised.push({ who, update: Y.encodeStateAsUpdate(y), tags: tagsIn(y) })
  }

  /** Across epochs only what they say can be compared. */
  checkPromises(): void {
    const isOneHistory = this.#past.length === 0
    for (const { who, update, tags } of this.#promised)
      if (isOneHistory ? !this.isDurable(update) : !this.hasTags(tags))
        this.#world.fail(`${who} said that its changes are on this device, and they are not`)
  }

  hasTags(tags: readonly string[]): boolean {
    const theme = this.durable.getMap('theme')
    return tags.every((tag) => theme.has(tag))
  }

  /** Null, or how the document differs from what is durable. */
  difference(y: Y.Doc): string | null {
    const missing = this.missing(y)
    if (missing !== null) return `it has more: ${missing}`
    return Y.equalSnapshots(Y.snapshot(y), Y.snapshot(this.durable)) ? null : 'it has less'
  }

  /** The same structs must also read the same. */
  checkReading(who: string, y: Y.Doc): void {
    for (const root of ROOTS)
      if (!isDeepStrictEqual(y.getMap(root).toJSON(), this.durable.getMap(root).toJSON()))
        this.#world.fail(`${who} reads ${root} differently`)
  }
}

function docOf(updates: readonly Uint8Array[]): Y.Doc {
  const y = new Y.Doc({ gc: true })
  for (const update of updates) Y.applyUpdate(y, update)
  return y
}

function tagsIn(y: Y.Doc): string[] {
  return [...y.getMap('theme').keys()].filter((key) => key.startsWith('tag'))
}

function missingIn(doc: Y.Doc, y: Y.Doc): string | null {
  const there = Y.decodeStateVector(Y.encodeStateVector(doc))
  for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(y)))
    if (clock > (there.get(client) ?? 0)) return `writes of ${client} from ${there.get(client) ?? 0} to ${clock}`
  return missingDeletes(Y.snapshot(y).ds, Y.snapshot(doc).ds)
}

function missingDeletes(inner: Y.Snapshot['ds'], outer: Y.Snapshot['ds']): string | null {
  for (const [client, ranges] of inner.clients) {
    const others = outer.clients.get(client) ?? []
    for (const { clock, len } of ranges)
      if (!others.some((other) => other.clock <= clock && clock + len <= other.clock + other.len))
        return `deletions of ${client} from ${clock} to ${clock + len}`
  }
  return null
}
