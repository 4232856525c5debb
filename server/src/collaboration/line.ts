import type { Duplex } from 'node:stream'

import type { RawData, WebSocket } from 'ws'

import type { Shared } from './broadcast.ts'
import { HOCUSPOCUS, type Dialect } from './dialect.ts'

/** A reader that lags by more is cut off and syncs again [G5]; frames are dropped much earlier. */
const MAX_BUFFERED = 8 << 20
const MAX_FRAME_BUFFERED = 64 << 10
const CLOSE_PATIENCE_MS = 3_000

export interface LineParts {
  ws: WebSocket
  /** The stream below it, if any: without compression frames may be written to it directly. */
  raw: Duplex | null
  dialect: Dialect
}

export interface LineEvents {
  /** A message in the words of Hocuspocus. */
  onMessage: (data: Uint8Array) => void
  /** The peer has shown that it is there. */
  onAlive: () => void
  onClosed: (code: number) => void
  onError: (error: Error) => void
}

/** The WebSocket of one client: sends with limits, stops reading for a while, asks whether the peer is there, and ends. */
export class Line {
  readonly #ws: WebSocket
  readonly #raw: Duplex | null
  readonly #dialect: Dialect
  #isAlive = true
  /** Reasons not to read. */
  #pauses = 0

  constructor({ ws, raw, dialect }: LineParts, { onMessage, onAlive, onClosed, onError }: LineEvents) {
    this.#ws = ws
    this.#raw = raw
    this.#dialect = dialect
    ws.on('message', (data: RawData, isBinary) => {
      if (!isBinary || !Buffer.isBuffer(data)) return this.close(1003, 'binary messages only')
      onMessage(dialect.incoming(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)))
    })
    ws.on('pong', () => {
      this.#isAlive = true
      onAlive()
    })
    ws.on('close', onClosed)
    ws.on('error', onError)
  }

  get readyState(): number {
    return this.#ws.readyState
  }

  /** False for plain Yjs clients: nobody can tell them what became of an edit. */
  get hearsOutcome(): boolean {
    return this.#dialect.hearsOutcome
  }

  /** What is sent to one client in one turn leaves in one write: a join's answers, an acknowledgement and others' edits. */
  send(message: Uint8Array): void {
    if (!this.#hasRoom()) return
    const framed = this.#dialect.outgoing(message)
    if (framed === null) return
    this.#gather()
    this.#ws.send(framed)
  }

  /** The same bytes go to many: written as they are, past the work that `ws` does for each message [C17]. */
  sendShared({ message, frame }: Shared): void {
    if (this.#raw === null || this.#dialect !== HOCUSPOCUS) return this.send(message)
    if (this.#hasRoom()) this.#raw.write(frame)
  }

  /** Sends if there is room: frames are droppable. */
  sendFrame(frames: Shared): void {
    if (this.#ws.bufferedAmount < MAX_FRAME_BUFFERED) this.sendShared(frames)
  }

  /** Reads nothing until the returned function is called. */
  pause(): () => void {
    this.#pauses += 1
    this.#ws.pause()
    return () => {
      this.#pauses -= 1
      if (this.#pauses === 0) this.#ws.resume()
    }
  }

  /** Asks whether the peer is still there; one that has not answered since the last time is gone. */
  beat(): void {
    if (!this.#isAlive) return this.#ws.terminate()
    this.#isAlive = false
    this.#ws.ping()
  }

  close(code: number, reason: string): void {
    this.#ws.close(this.#dialect.closeCode(code), reason)
    // A peer that does not answer, or a paused socket, still has to go.
    this.#ws.resume()
    setTimeout(() => this.#ws.terminate(), CLOSE_PATIENCE_MS).unref()
  }

  /** Ends at once, without a handshake. */
  cut(): void {
    this.#ws.terminate()
  }

  #gather(): void {
    const raw = this.#raw
    if (raw === null || raw.writableCorked > 0) return
    raw.cork()
    setImmediate(() => raw.uncork())
  }

  #hasRoom(): boolean {
    if (this.#ws.readyState !== this.#ws.OPEN) return false
    if (this.#ws.bufferedAmount <= MAX_BUFFERED) return true
    this.#ws.terminate()
    return false
  }
}
