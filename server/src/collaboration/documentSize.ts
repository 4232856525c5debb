import type { Document } from '@hocuspocus/server'
import * as Y from 'yjs'

/** How large a document may become by what people do to it [G5]. */
export interface SizeLimits {
  bytes: number
  items: number
  nodes: number
}

const LIMITS: SizeLimits = { bytes: 16 << 20, items: 200_000, nodes: 20_000 }
const NODE = /^nodes\/[^/]+$/

/** An exact count takes long, so it is made when this part of the limit was written since, or after some time (ms). */
const COUNT_PART = 1 / 16
const COUNT_EVERY_MS = 10_000

/** Keeps an estimate of a document's bytes that is never too low, and counts exactly only when that reaches the limit. */
export class DocumentSize {
  readonly #document: Document
  readonly #limits: SizeLimits
  #bytes = 0
  #counted = { at: -Infinity, bytes: 0 }

  constructor(document: Document, limits: SizeLimits = LIMITS) {
    this.#document = document
    this.#limits = limits
    document.on('update', (update: Uint8Array) => (this.#bytes += update.length))
  }

  /** True when an update of so many bytes, which changes the keys of `touched`, still fits. */
  hasRoomFor(bytes: number, touched: readonly string[]): boolean {
    let items = 0
    for (const structs of this.#document.store.clients.values()) items += structs.length
    if (items > this.#limits.items || !this.#hasRoomForBytes(bytes)) return false
    const nodes = touched.filter((name) => NODE.test(name)).length
    return nodes === 0 || this.#document.getMap('nodes').size + nodes <= this.#limits.nodes
  }

  #hasRoomForBytes(bytes: number): boolean {
    if (this.#bytes + bytes > this.#limits.bytes && this.#isWorthCounting()) {
      this.#bytes = Y.encodeStateAsUpdate(this.#document).length
      this.#counted = { at: performance.now(), bytes: this.#bytes }
    }
    return this.#bytes + bytes <= this.#limits.bytes
  }

  #isWorthCounting(): boolean {
    const { at, bytes } = this.#counted
    return this.#bytes - bytes > this.#limits.bytes * COUNT_PART || performance.now() - at > COUNT_EVERY_MS
  }
}
