import type { PresenceUser } from '@axiom/shared/protocol/awareness'
import * as Y from 'yjs'

import type { Peer, Presence } from './presence.ts'
import { decodePosition, encodePosition } from './textCursor.ts'

interface Caret {
  anchor: Y.RelativePosition
  head: Y.RelativePosition
}

/** The plugin knows only six-digit colours; how a caret looks is the renderer's matter, from `colour`. */
const ANY_COLOUR = '#000000'

/**
 * Presence as the caret plugin of the rich-text binding wants an Awareness to be: its positions travel in our short form and at our
 * pace, and name and colour are the server's stamp, never what a peer claims.
 */
export class CaretAwareness {
  readonly doc: Y.Doc
  readonly #presence: Presence
  readonly #stops = new Map<() => void, () => void>()
  #own: Caret | null = null

  constructor(presence: Presence, doc: Y.Doc) {
    this.#presence = presence
    this.doc = doc
  }

  get states(): Map<number, unknown> {
    return this.getStates()
  }

  getLocalState(): { cursor: Caret | null } {
    return { cursor: this.#own }
  }

  getStates(): Map<number, { user: PresenceUser & { color: string }; cursor: Caret | null }> {
    return new Map(
      this.#presence
        .getPeers()
        .map((peer) => [peer.clientId, { user: { ...peer.user, color: ANY_COLOUR }, cursor: caretOf(peer) }]),
    )
  }

  setLocalStateField(field: string, value: unknown): void {
    if (field !== 'cursor') return
    this.#own = value as Caret | null
    const cursor = this.#own && ([encodePosition(this.#own.anchor), encodePosition(this.#own.head)] as const)
    this.#presence.setState({ cursor })
  }

  /** In the next frame: a redraw in between would put back a caret that a key has just moved and nobody has read yet. */
  on(event: string, listener: () => void): void {
    this.off(event, listener)
    let frame = 0
    const stop = this.#presence.subscribePeers(() => {
      if (frame === 0) frame = requestAnimationFrame(() => ((frame = 0), listener()))
    })
    this.#stops.set(listener, () => (stop(), cancelAnimationFrame(frame)))
  }

  off(_event: string, listener: () => void): void {
    this.#stops.get(listener)?.()
    this.#stops.delete(listener)
  }
}

function caretOf({ cursor }: Peer): Caret | null {
  if (cursor === null) return null
  const [anchor, head] = [decodePosition(cursor[0]), decodePosition(cursor[1])]
  return anchor && head && { anchor, head }
}
