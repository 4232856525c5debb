import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'

import { shareByAddress, type Shared } from './broadcast.ts'
import { StateBuilder } from './stateBuilder.ts'
import { writeUpdate } from './wire.ts'

/** Below this many bytes encoding anew costs less than keeping anything. */
const WORTH_KEEPING = 32 << 10
/** When this much has come since, a new base is built. */
const LONG_TAIL = { updates: 200, bytes: 128 << 10 }
/** A tail that outgrows its base by this is given up, together with it: nobody has come for long. */
const FORGET_ABOVE = 2

const NOTHING = Y.encodeStateAsUpdate(new Y.Doc())

/** What somebody gets who has nothing: first the base, then what has come since. */
export interface Welcome {
  base: Shared
  tail: Uint8Array
}

interface Kept {
  base: Uint8Array
  /** The base as one message for all newcomers. */
  message: (address: string) => Shared
  tail: Uint8Array[]
  tailBytes: number
  /** A new base is being built. */
  isBuilding: boolean
}

/**
 * The bytes that newcomers to a large document get [C16]. The first of them has the whole state encoded, all others share that, with
 * what has come since; when that has grown, a worker makes a new base of both.
 */
export class Newcomers {
  readonly #builder = new StateBuilder()
  readonly #onFailure: (error: unknown) => void
  readonly #kept = new WeakMap<Document, Kept>()

  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure
  }

  /** From now on everything that comes is noted. Called once per document, after its log was replayed. */
  follow(document: Document): void {
    document.on('update', (update: Uint8Array) => this.#note(document, update))
  }

  /** The state of the document as it is now; null where it is too small to be worth more than encoding it. */
  welcome(document: Document, address: string): Welcome | null {
    const kept = this.#kept.get(document) ?? this.#keep(document)
    if (kept === null) return null
    if (kept.tail.length > LONG_TAIL.updates || kept.tailBytes > LONG_TAIL.bytes) void this.#rebuild(kept)
    return { base: kept.message(address), tail: kept.tail.length === 0 ? NOTHING : Y.mergeUpdates(kept.tail) }
  }

  close(): Promise<void> {
    return this.#builder.close()
  }

  #keep(document: Document): Kept | null {
    const base = Y.encodeStateAsUpdate(document)
    if (base.length < WORTH_KEEPING) return null
    const kept = { base, message: messageOf(base), tail: [], tailBytes: 0, isBuilding: false }
    this.#kept.set(document, kept)
    return kept
  }

  #note(document: Document, update: Uint8Array): void {
    const kept = this.#kept.get(document)
    if (kept === undefined) return
    kept.tail.push(update)
    kept.tailBytes += update.length
    if (kept.tailBytes > kept.base.length * FORGET_ABOVE) this.#kept.delete(document)
  }

  async #rebuild(kept: Kept): Promise<void> {
    if (kept.isBuilding) return
    kept.isBuilding = true
    const merged = [...kept.tail]
    try {
      kept.base = await this.#builder.merge([kept.base, ...merged])
      kept.message = messageOf(kept.base)
      kept.tail.splice(0, merged.length)
      kept.tailBytes = kept.tail.reduce((sum, update) => sum + update.length, 0)
    } catch (error) {
      // The old base and its longer tail say the same.
      this.#onFailure(error)
    } finally {
      kept.isBuilding = false
    }
  }
}

function messageOf(base: Uint8Array): Kept['message'] {
  return shareByAddress((address) => writeUpdate(address, base))
}
