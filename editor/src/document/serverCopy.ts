import * as Y from 'yjs'

import { isLocalEdit, isOfTab, LOCAL_STORE_ORIGIN } from './origins.ts'

/** A document in two parts: what the server is known to hold, and own edits that it may not hold yet (null: none). */
export interface Parts {
  known: Uint8Array
  own: Uint8Array | null
}

/** From this many updates on they are folded into one when nothing waits and the hand rests. */
const FOLD_AT = 500
/** Others may work for hours while one only looks: so many are folded in any case. */
const FOLD_ANYHOW_AT = 4_000

/**
 * Remembers which edits the server has not acknowledged. Kept as bytes, so it costs next to nothing while all goes well; a document
 * is built of them only after a refusal [G4].
 */
export class ServerCopy {
  readonly #y: Y.Doc
  #known: Uint8Array[] = []
  #own: Uint8Array[] = []
  readonly #ownClients = new Set<number>()
  #frozen = false
  #foldTimer: ReturnType<typeof setTimeout> | undefined

  constructor(y: Y.Doc) {
    this.#y = y
    y.on('update', this.#onUpdate)
  }

  /** Takes over what was loaded from this device. */
  load({ known, own }: Parts): void {
    this.#known.push(known)
    if (own === null) return
    this.#own.push(own)
    this.#learn(own)
  }

  /** This tab, another tab of this browser, or one before a reload whose edits were still waiting. */
  isOwn(clientId: number): boolean {
    return clientId === this.#y.clientID || this.#ownClients.has(clientId)
  }

  /** The server has acknowledged everything that was made so far. */
  drained(): void {
    this.#known.push(...this.#own)
    this.#own = []
  }

  /** Walks the whole document, so only when the hand rests; does nothing while edits wait. */
  fold(): void {
    clearTimeout(this.#foldTimer)
    this.#foldTimer = undefined
    if (this.#frozen) return
    if (this.#own.length === 0 && this.#known.length > FOLD_AT) this.#known = [Y.encodeStateAsUpdate(this.#y)]
  }

  parts(): Parts {
    if (this.#own.length === 0) return { known: merged(this.#known), own: null }
    return { known: merged(this.#known), own: merged(this.#own) }
  }

  /** Nothing that follows counts: the document is given up. */
  freeze(): void {
    this.#frozen = true
    clearTimeout(this.#foldTimer)
    this.#y.off('update', this.#onUpdate)
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (this.#frozen || origin === LOCAL_STORE_ORIGIN) return
    const isTab = isOfTab(origin)
    if (isTab) this.#learn(update)
    if (isTab || isLocalEdit(origin)) this.#own.push(update)
    else if (this.#known.push(update) > FOLD_ANYHOW_AT) this.#foldTimer ??= setTimeout(() => this.fold())
  }

  #learn(update: Uint8Array): void {
    for (const { id } of Y.decodeUpdate(update).structs) this.#ownClients.add(id.client)
  }
}

function merged(updates: readonly Uint8Array[]): Uint8Array {
  const [first] = updates
  if (first === undefined) return Y.encodeStateAsUpdate(new Y.Doc())
  return updates.length === 1 ? first : Y.mergeUpdates([...updates])
}
