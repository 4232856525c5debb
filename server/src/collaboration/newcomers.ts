import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'

import { shareByAddress, type Shared } from './broadcast.ts'
import type { StateBuilder } from './stateBuilder.ts'
import { writeUpdate } from './wire.ts'

/** Below this many bytes encoding anew costs less than keeping anything. */
const WORTH_KEEPING = 32 << 10
/** When this much has come since, a new base is built. */
const LONG_TAIL = { updates: 200, bytes: 128 << 10 }
/** A tail that outgrows its base by this is given up, together with it: nobody has come for long. */
const FORGET_ABOVE = 2

/** An update that says nothing. */
export const NOTHING = Y.encodeStateAsUpdate(new Y.Doc())
const EMPTY_VECTOR = Y.encodeStateVector(new Y.Doc())

/** Updates of a log above this size are bases themselves; more of them than these are not sent one by one. */
const MAX_BASES = 16

/** What somebody gets who has nothing: first the base, mostly of one piece, then what has come since. */
export interface Welcome {
  base: Shared[]
  tail: Uint8Array
}

interface Base {
  bytes: Uint8Array
  /** As one message for all newcomers. */
  message: (address: string) => Shared
}

interface Kept {
  base: Base[]
  tail: Uint8Array[]
  tailBytes: number
  /** A new base is being built. */
  isBuilding: boolean
}

/** What a document was made of, for those who got that before the document was there. */
interface Origin {
  vector: Uint8Array
  isChanged: boolean
}

export interface NewcomersDeps {
  builder: StateBuilder
  onFailure: (error: unknown) => void
  /** The bytes of a document that is being built are known. */
  onAnnounced: (projectId: string) => void
}

/**
 * The bytes that newcomers to a large document get [C16]. While it is built they are those of its log. Later the first newcomer has
 * the whole state encoded, unless the log was of a piece; all others share that, with what has come since, and when that has grown, a
 * worker makes a new base of both.
 */
export class Newcomers {
  readonly #deps: NewcomersDeps
  readonly #kept = new WeakMap<Document, Kept>()
  /** Of documents that are being built. */
  readonly #announced = new Map<string, Kept>()
  readonly #origins = new WeakMap<Document, Origin>()

  constructor(deps: NewcomersDeps) {
    this.#deps = deps
  }

  /** A document is about to be built from these updates. False when they are too small, or too many, to be worth anything to newcomers. */
  announce(projectId: string, updates: readonly Uint8Array[]): boolean {
    const kept = ofUpdates(updates)
    if (kept === null) return false
    this.#announced.set(projectId, kept)
    this.#deps.onAnnounced(projectId)
    return true
  }

  /** The state of a document that is being built; null when there is no such document, or its bytes are not known. */
  earlyWelcome(projectId: string, address: string): Welcome | null {
    const kept = this.#announced.get(projectId)
    return kept === undefined ? null : welcomeOf(kept, address)
  }

  /** It could not be built. */
  withdraw(projectId: string): void {
    this.#announced.delete(projectId)
  }

  /**
   * From now on everything that comes is noted. Called once per document, when it has all of its log that could be applied. `isWhole`:
   * that was everything, so that newcomers go on getting what was announced.
   */
  follow(document: Document, isWhole: boolean): void {
    const announced = this.#announced.get(document.name)
    this.#announced.delete(document.name)
    if (announced !== undefined) {
      const origin = { vector: isWhole ? Y.encodeStateVector(document) : EMPTY_VECTOR, isChanged: !isWhole }
      this.#origins.set(document, origin)
      document.once('update', () => (origin.isChanged = true))
      if (isWhole) this.#kept.set(document, announced)
    }
    document.on('update', (update: Uint8Array) => this.#note(document, update))
  }

  /** What somebody still lacks who had the early welcome of this document; null: all of it was another one's. Empty: nothing. */
  restOf(document: Document): Uint8Array | null {
    const origin = this.#origins.get(document)
    if (origin === undefined) return null
    return origin.isChanged ? Y.encodeStateAsUpdate(document, origin.vector) : NOTHING
  }

  /** The state of the document as it is now; null where it is too small to be worth more than encoding it. */
  welcome(document: Document, address: string): Welcome | null {
    const kept = this.#kept.get(document) ?? this.#keep(document)
    if (kept === null) return null
    if (isLong(kept)) void this.#rebuild(kept)
    return welcomeOf(kept, address)
  }

  #keep(document: Document): Kept | null {
    const bytes = Y.encodeStateAsUpdate(document)
    if (bytes.length < WORTH_KEEPING) return null
    const kept = keptOf([bytes])
    this.#kept.set(document, kept)
    return kept
  }

  #note(document: Document, update: Uint8Array): void {
    const kept = this.#kept.get(document)
    if (kept === undefined) return
    kept.tail.push(update)
    kept.tailBytes += update.length
    if (kept.tailBytes > sizeOf(kept.base.map(({ bytes }) => bytes)) * FORGET_ABOVE) this.#kept.delete(document)
  }

  async #rebuild(kept: Kept): Promise<void> {
    if (kept.isBuilding) return
    kept.isBuilding = true
    const merged = [...kept.tail]
    try {
      const bytes = await this.#deps.builder.merge([...kept.base.map((base) => base.bytes), ...merged])
      kept.base = [baseOf(bytes)]
      kept.tail.splice(0, merged.length)
      kept.tailBytes = sizeOf(kept.tail)
    } catch (error) {
      // The old base and its longer tail say the same.
      this.#deps.onFailure(error)
    } finally {
      kept.isBuilding = false
    }
  }
}

function keptOf(bases: readonly Uint8Array[]): Kept {
  return { base: bases.map(baseOf), tail: [], tailBytes: 0, isBuilding: false }
}

function baseOf(bytes: Uint8Array): Base {
  return { bytes, message: shareByAddress((address) => writeUpdate(address, bytes)) }
}

/** Large updates, mostly one snapshot, as they are; null when there are none, or too much beside them. */
function ofUpdates(updates: readonly Uint8Array[]): Kept | null {
  const { large = [], small = [] } = Object.groupBy(updates, ({ length }) =>
    length < WORTH_KEEPING ? 'small' : 'large',
  )
  const tailBytes = sizeOf(small)
  if (large.length === 0 || large.length > MAX_BASES || tailBytes > LONG_TAIL.bytes) return null
  if (small.length === 0) return keptOf(large)
  try {
    return { ...keptOf(large), tail: [Y.mergeUpdates(small)], tailBytes }
  } catch {
    // One that cannot be read: whoever builds the document reports it, and newcomers wait for what was built.
    return null
  }
}

function isLong({ base, tail, tailBytes }: Kept): boolean {
  return base.length > 1 || tail.length > LONG_TAIL.updates || tailBytes > LONG_TAIL.bytes
}

function sizeOf(updates: readonly Uint8Array[]): number {
  return updates.reduce((sum, { length }) => sum + length, 0)
}

function welcomeOf({ base, tail }: Kept, address: string): Welcome {
  return { base: base.map(({ message }) => message(address)), tail: tail.length === 0 ? NOTHING : Y.mergeUpdates(tail) }
}
