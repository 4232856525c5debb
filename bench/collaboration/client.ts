import { WebSocket } from 'ws'
import * as Y from 'yjs'

import type { Recorder } from './recorder.ts'
import type { Identity, Wire } from './wires.ts'

export interface ClientConfig {
  url: string
  wire: Wire
  document: string
  token: string
  /**
   * `full` applies what it hears, as an editor does; `light` applies the first state only, for loads of hundreds of clients in one
   * process; `reader` applies nothing.
   */
  weight: 'full' | 'light' | 'reader'
  recorder: Recorder
  /** State to begin with, where the server keeps none. */
  initial?: Uint8Array
}

const REMOTE = { kind: 'remote' } as const
const EMPTY_UPDATE = Uint8Array.of(0, 0)

/** One editor's connection. Raw, so that the client costs the same whatever the server. */
export class Client {
  readonly y = new Y.Doc()
  readonly config: ClientConfig
  readonly #who: Identity
  readonly #ws: WebSocket
  readonly #sent: (() => void)[] = []
  readonly #ready = Promise.withResolvers<void>()
  #waiters: (() => void)[] = []
  #state = { synced: false, handshaken: false, closed: false }
  #cursor = 0
  received = { bytes: 0, updates: 0, syncBytes: 0 }
  /** When the server's state was all there, of `performance.now()`. */
  arrivedAt = NaN

  private constructor(config: ClientConfig) {
    this.config = config
    this.#who = { document: config.document, token: config.token, clientId: this.y.clientID }
    if (config.initial) this.#apply(config.initial)
    this.#ws = new WebSocket(config.url, { perMessageDeflate: false })
    this.#ws.on('open', () => this.#greet())
    this.#ws.on('message', (data: Buffer) => this.#receive(data))
    this.#ws.on('error', (error) => this.#ready.reject(error))
    this.#ws.on('close', (code) => {
      if (!this.#state.closed) this.#ready.reject(new Error(`the server closed a socket with ${code}`))
    })
    this.y.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== REMOTE) this.#send(update)
    })
  }

  /** Resolves when the client holds the server's state and everything it sent is acknowledged. */
  static async connect(config: ClientConfig): Promise<Client> {
    const client = new Client(config)
    await client.#ready.promise
    await client.drained()
    return client
  }

  /** One change of the document, sent at once. */
  edit(change: (y: Y.Doc) => void): void {
    change(this.y)
  }

  moveCursor(): void {
    this.#cursor += 1
    this.config.recorder.cursorSent(this.y.clientID, this.#cursor)
    this.#ws.send(this.config.wire.cursor(this.#who, this.#cursor))
  }

  /** Resolves when nothing waits for its acknowledgement. */
  drained(): Promise<void> {
    if (this.#sent.length === 0) return Promise.resolve()
    return new Promise((resolve) => this.#waiters.push(resolve))
  }

  async close(): Promise<void> {
    this.#state.closed = true
    if (this.#ws.readyState === WebSocket.CLOSED) return
    const closed = new Promise((resolve) => this.#ws.once('close', resolve))
    this.#ws.close()
    await closed
    this.y.destroy()
  }

  #greet(): void {
    const { wire } = this.config
    for (const message of wire.greeting(this.#who)) this.#ws.send(message)
    if (wire.step1 === null) {
      this.#state.synced = true
      return this.#ready.resolve()
    }
    this.#ws.send(wire.step1(this.#who, Y.encodeStateVector(this.y)))
  }

  #send(update: Uint8Array): void {
    const { recorder, wire } = this.config
    const from = Y.parseUpdateMeta(update).from.get(this.y.clientID)
    if (from !== undefined) recorder.editSent(this.y.clientID, from)
    this.#ws.send(wire.update(this.#who, update))
    this.#expectAcknowledgement(recorder.acknowledgement())
  }

  #expectAcknowledgement(heard: () => void): void {
    if (this.config.wire.acknowledges) this.#sent.push(heard)
  }

  #receive(data: Buffer): void {
    this.received.bytes += data.length
    const heard = this.config.wire.read(data)
    switch (heard.kind) {
      case 'step1':
        return this.#answer(heard.payload)
      case 'step2':
        this.received.syncBytes += heard.payload.length
        this.#begin(heard.payload)
        this.arrivedAt = performance.now()
        this.#state.synced = true
        return this.#advance()
      case 'update':
        return this.#receiveUpdate(heard.payload)
      case 'cursors':
        for (const { clientId, sequence } of heard.cursors) this.config.recorder.cursorSeen(clientId, sequence)
        return
      case 'saved':
        this.#sent.shift()?.()
        return this.#advance()
      case 'refused':
        return this.#ready.reject(new Error(`the server refused a client of the bench ${heard.why}`))
      case 'signedIn':
      case 'other':
        return
    }
  }

  #receiveUpdate(payload: Uint8Array): void {
    if (!this.#state.synced) {
      // A server may send its base as an update in front of the step 2.
      this.received.syncBytes += payload.length
      return this.#begin(payload)
    }
    this.received.updates += 1
    if (this.config.weight === 'full') this.#apply(payload)
    const { from, to } = Y.parseUpdateMeta(payload)
    for (const [client, clock] of from)
      if (client !== this.y.clientID) this.config.recorder.editSeen(client, clock, to.get(client) ?? clock)
  }

  #begin(state: Uint8Array): void {
    if (this.config.weight !== 'reader') this.#apply(state)
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.y, update, REMOTE)
  }

  /** The client's step 2: what the server lacks. */
  #answer(stateVector: Uint8Array): void {
    const missing = this.y.store.clients.size === 0 ? EMPTY_UPDATE : Y.encodeStateAsUpdate(this.y, stateVector)
    this.#ws.send(this.config.wire.step2(this.#who, missing))
    this.#expectAcknowledgement(() => undefined)
    this.#state.handshaken = true
    this.#advance()
  }

  #advance(): void {
    if (this.#state.synced && this.#state.handshaken) this.#ready.resolve()
    if (this.#sent.length > 0) return
    for (const resolve of this.#waiters.splice(0)) resolve()
  }
}
