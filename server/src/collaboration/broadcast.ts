import { isObject } from '@axiom/shared/json'
import { isTransactionOrigin, type Document } from '@hocuspocus/server'
import * as Y from 'yjs'

import { writeUpdate } from './wire.ts'
import { frameOf } from './wsFrame.ts'

/** One message to many: with the header of its WebSocket frame for those who can take it as it is. */
export interface Shared {
  message: Uint8Array
  frame: Uint8Array
}

/** Somebody who hears what is done to a document. */
export interface Listener {
  readonly address: string
  sendShared(message: Shared): void
}

/** Frames a message once for all who are sent it. */
export function share(message: Uint8Array): Shared {
  return { message, frame: frameOf(message) }
}

/** Builds what all of the same address are sent once. */
export function shareByAddress(write: (address: string) => Uint8Array): (address: string) => Shared {
  const known = new Map<string, Shared>()
  return (address) => {
    const found = known.get(address)
    if (found !== undefined) return found
    const shared = share(write(address))
    known.set(address, shared)
    return shared
  }
}

/**
 * Sends what is done to a document to everybody who has it open, but not back to its sole author [C17]. It takes the place of
 * Hocuspocus' own broadcast, which makes each receiver a frame of its own and returns an edit to whoever made it.
 */
export class Broadcast {
  readonly #listenersOf: (document: Document) => Iterable<Listener>

  constructor(listenersOf: (document: Document) => Iterable<Listener>) {
    this.#listenersOf = listenersOf
  }

  /** Before anything is loaded into it: what is loaded goes to nobody, since whoever joins gets the whole state. */
  silence(document: Document): void {
    // Hocuspocus has been the only one to listen so far; `broadcast.test.ts` would notice if that changed.
    document._observers.delete('update')
  }

  /** From now on: everything of one turn goes out in one message. */
  begin(document: Document): void {
    let pending: Uint8Array[] = []
    let authors = new Set<unknown>()
    const flush = (): void => {
      const update = pending.length === 1 ? pending[0] : Y.mergeUpdates(pending)
      const sole = authors.size === 1 ? [...authors][0] : null
      pending = []
      authors = new Set()
      if (update !== undefined) this.#send(document, update, sole)
    }
    document.on('update', (update: Uint8Array, origin: unknown) => {
      if (pending.length === 0) setImmediate(flush)
      pending.push(update)
      authors.add(authorOf(origin))
    })
  }

  #send(document: Document, update: Uint8Array, except: unknown): void {
    const shared = shareByAddress((address) => writeUpdate(address, update))
    for (const listener of this.#listenersOf(document))
      if (listener !== except) listener.sendShared(shared(listener.address))
  }
}

/** The socket that an edit came from; null for edits of the server and of other replicas. */
function authorOf(origin: unknown): unknown {
  const context = isTransactionOrigin(origin) && origin.source === 'local' ? origin.context : null
  return isObject(context) ? (context['socket'] ?? null) : null
}
