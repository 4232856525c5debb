import { isObject } from '@axiom/shared/json'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'

import { until } from './startDoor.ts'

export interface Received {
  type: number
  kind: number
  payload: Uint8Array
  text: string
}

/** A client without manners: says exactly what it is told to, and keeps what it hears. */
export class RawClient {
  readonly received: Received[] = []
  readonly frames: Uint8Array[] = []
  closeCode: number | null = null
  closeReason = ''
  onMessage: ((message: Received) => void) | null = null
  onClose: (() => void) | null = null
  onOpen: (() => void) | null = null
  readonly #ws: WebSocket
  readonly #name: string

  constructor(url: string, name = 'project1', headers: Record<string, string> = {}) {
    this.#name = name
    this.#ws = new WebSocket(url, { headers })
    this.#ws.on('message', (data: Buffer) => this.#receive(new Uint8Array(data)))
    this.#ws.on('close', (code, reason) => {
      this.closeCode = code
      this.closeReason = reason.toString()
      this.onClose?.()
    })
    this.#ws.on('error', () => (this.closeCode ??= -1))
    this.#ws.on('open', () => this.onOpen?.())
  }

  /** Ends with the test that opened it. */
  static start(url: string, name?: string, headers?: Record<string, string>): RawClient {
    const client = new RawClient(url, name, headers)
    onTestFinished(() => client.#ws.terminate())
    return client
  }

  static async signedIn(url: string, token: string, name?: string): Promise<RawClient> {
    const client = RawClient.start(url, name)
    await client.open()
    client.token(token)
    await until('signed in', () => client.received.some((message) => message.type === 2 && message.kind === 2))
    return client
  }

  async open(): Promise<void> {
    await until('open', () => this.#ws.readyState === WebSocket.OPEN)
  }

  token(token: string, version?: string): void {
    this.say(2, (encoder) => {
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarString(encoder, token)
      if (version !== undefined) encoding.writeVarString(encoder, version)
    })
  }

  sync(kind: 0 | 1 | 2, payload: Uint8Array): void {
    this.say(0, (encoder) => {
      encoding.writeVarUint(encoder, kind)
      encoding.writeVarUint8Array(encoder, payload)
    })
  }

  awareness(clientId: number, clock: number, state: unknown): void {
    const inner = encoding.createEncoder()
    encoding.writeVarUint(inner, 1)
    encoding.writeVarUint(inner, clientId)
    encoding.writeVarUint(inner, clock)
    encoding.writeVarString(inner, JSON.stringify(state))
    this.say(1, (encoder) => encoding.writeVarUint8Array(encoder, encoding.toUint8Array(inner)))
  }

  say(type: number, body: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, this.#name)
    encoding.writeVarUint(encoder, type)
    body(encoder)
    this.send(encoding.toUint8Array(encoder))
  }

  send(data: Uint8Array | string): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(data)
  }

  /** The connection stays, and what comes is left lying. */
  stopReading(): void {
    this.#ws.pause()
  }

  close(): void {
    this.#ws.close()
  }

  /** Acknowledgements so far: true for durable, false for not accepted. */
  get acknowledgements(): boolean[] {
    return this.received.filter((message) => message.type === 8).map((message) => message.kind === 1)
  }

  get stateless(): unknown[] {
    return this.received.filter((message) => message.type === 5).map((message) => JSON.parse(message.text) as unknown)
  }

  get refusals(): unknown[] {
    return this.stateless.filter((message) => isObject(message) && message['type'] === 'refused')
  }

  /** Everybody's last Awareness state, as far as this client heard. */
  get states(): Map<number, unknown> {
    const states = new Map<number, unknown>()
    for (const { type, payload } of this.received) {
      if (type !== 1) continue
      const decoder = decoding.createDecoder(payload)
      for (let count = decoding.readVarUint(decoder); count > 0; count--) {
        const clientId = decoding.readVarUint(decoder)
        decoding.readVarUint(decoder)
        states.set(clientId, JSON.parse(decoding.readVarString(decoder)))
      }
    }
    return states
  }

  #receive(data: Uint8Array): void {
    if (data[0] === 0) {
      this.frames.push(data)
      return
    }
    const decoder = decoding.createDecoder(data)
    decoding.readVarString(decoder)
    const type = decoding.readVarUint(decoder)
    const message: Received = { type, kind: -1, payload: new Uint8Array(), text: '' }
    if (type === 0 || type === 2 || type === 8) message.kind = decoding.readVarUint(decoder)
    if (type === 0 || type === 1) message.payload = decoding.readVarUint8Array(decoder)
    if ((type === 2 || type === 5) && decoding.hasContent(decoder)) message.text = decoding.readVarString(decoder)
    this.received.push(message)
    this.onMessage?.(message)
  }
}
