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
  /** All that was ever committed to the log. */
  readonly durable = new Y.Doc({ gc: true })
  readonly #world: World
  /** States that a page called kept on its device when it ended. */
  readonly #promised: { who: string; update: Uint8Array }[] = []

  constructor(world: World) {
    this.#world = world
  }

  readonly committed = (chunk: Chunk): void => {
    Y.applyUpdate(this.durable, chunk.u)
    const { pendingStructs, pendingDs } = this.durable.store
    if (pendingStructs !== null || pendingDs !== null) this.#world.fail(`[C7] the log has a gap since ${chunk._id}`)
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
    return coverageOf(this.durable, Y.decodeUpdate(update)) === 'contained'
  }

  /** What of `y` is not durable; null when all of it is. */
  missing(y: Y.Doc): string | null {
    const durable = Y.decodeStateVector(Y.encodeStateVector(this.durable))
    for (const [client, clock] of Y.decodeStateVector(Y.encodeStateVector(y)))
      if (clock > (durable.get(client) ?? 0)) return `writes of ${client} from ${durable.get(client) ?? 0} to ${clock}`
    return missingDeletes(Y.snapshot(y).ds, Y.snapshot(this.durable).ds)
  }

  promise(who: string, y: Y.Doc): void {
    this.#promised.push({ who, update: Y.encodeStateAsUpdate(y) })
  }

  checkPromises(): void {
    for (const { who, update } of this.#promised)
      if (!this.isDurable(update)) this.#world.fail(`${who} said that its changes are on this device, and they are not`)
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

function missingDeletes(inner: Y.Snapshot['ds'], outer: Y.Snapshot['ds']): string | null {
  for (const [client, ranges] of inner.clients) {
    const others = outer.clients.get(client) ?? []
    for (const { clock, len } of ranges)
      if (!others.some((other) => other.clock <= clock && clock + len <= other.clock + other.len))
        return `deletions of ${client} from ${clock} to ${clock + len}`
  }
  return null
}
