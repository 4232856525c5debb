import { PRESENCE_PREFIX } from '@axiom/shared/protocol/presenceFrames'

import { readServerMessage } from '../../editor/src/document/wire.ts'

export interface WireEvents {
  /** How many operations the document holds by now. */
  issued: () => number
  /** The server has said that the first `upTo` operations are durable. */
  onAcknowledged: (upTo: number) => void
  /** The state of the server is there again so long (ms) after a connection was lost. */
  onBack: (ms: number) => void
}

/**
 * Listens to one editor's sockets, beside the editor: every message with edits is answered by one `SyncStatus`, in order, and covers
 * all that was done before it was sent.
 */
export class WireWatch {
  readonly #events: WireEvents
  #lostAt: number | null = null

  constructor(events: WireEvents) {
    this.#events = events
  }

  readonly open = (url: string): WebSocket => {
    const socket = new WebSocket(url)
    const send = socket.send.bind(socket)
    const unanswered: number[] = []
    let isLive = false
    socket.send = (data) => {
      const kind = data instanceof Uint8Array ? readServerMessage(data).kind : 'unknown'
      if (kind === 'update' || kind === 'step2') unanswered.push(this.#events.issued())
      send(data)
    }
    socket.addEventListener('message', ({ data }: MessageEvent<ArrayBuffer>) => {
      const bytes = new Uint8Array(data)
      if (bytes[0] === PRESENCE_PREFIX) return
      const message = readServerMessage(bytes)
      if (message.kind === 'step2' && !isLive) {
        isLive = true
        if (this.#lostAt !== null) this.#events.onBack(performance.now() - this.#lostAt)
        this.#lostAt = null
      }
      if (message.kind !== 'syncStatus' || !message.saved) return
      const upTo = unanswered.shift()
      if (upTo !== undefined) this.#events.onAcknowledged(upTo)
    })
    socket.addEventListener('close', () => {
      if (isLive) this.#lostAt ??= performance.now()
    })
    return socket
  }
}
