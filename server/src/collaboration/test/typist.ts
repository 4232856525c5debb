import { onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { RawClient, type Received } from './rawClient.ts'

/** As fast as a socket may steadily be. */
const EVERY_MS = 10
const BURST = 10

/**
 * Writes and deletes keys of its own for as long as it lives, reconnects, and remembers what was acknowledged. A polite one sends
 * nothing between connect and its step 2; a rude one (as stock providers do) sends each edit at once, so the server must hold it.
 */
export class Typist {
  readonly y = new Y.Doc()
  readonly acknowledged = { written: new Set<string>(), deleted: new Set<string>() }
  readonly #written: string[] = []
  readonly #deleted = new Set<string>()
  readonly #timer: NodeJS.Timeout
  readonly #url: string
  readonly #name: string
  readonly #rude: boolean
  #client: RawClient
  #open = false
  #handshaken = false
  #outstanding = 0
  #stopped = false

  constructor(url: string, name: string, manners: 'polite' | 'rude') {
    this.#url = url
    this.#name = name
    this.#rude = manners === 'rude'
    this.#client = this.#connect()
    this.y.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.#send(update)
    })
    this.#timer = setInterval(() => this.#type(), EVERY_MS)
    onTestFinished(() => this.stop())
  }

  /** All that was ever typed is acknowledged. */
  get isSaved(): boolean {
    return this.#handshaken && this.#outstanding === 0
  }

  isDeleted(key: string): boolean {
    return this.#deleted.has(key)
  }

  pause(): void {
    clearInterval(this.#timer)
  }

  stop(): void {
    this.#stopped = true
    this.pause()
    this.#client.close()
  }

  #connect(): RawClient {
    const client = new RawClient(this.#url)
    client.onOpen = () => {
      this.#open = true
      client.token(this.#name)
      client.sync(0, Y.encodeStateVector(this.y))
    }
    client.onMessage = (message) => this.#receive(message)
    client.onClose = () => {
      this.#open = false
      this.#handshaken = false
      this.#outstanding = 0
      setTimeout(() => {
        if (!this.#stopped) this.#client = this.#connect()
      }, 20)
    }
    return client
  }

  #send(update: Uint8Array): void {
    if (!this.#open || (!this.#handshaken && !this.#rude)) return
    this.#outstanding += 1
    this.#client.sync(2, update)
  }

  #receive({ type, kind, payload }: Received): void {
    if (type === 0 && kind === 0) {
      this.#outstanding += 1
      this.#handshaken = true
      this.#client.sync(1, Y.encodeStateAsUpdate(this.y, payload))
    } else if (type === 0) Y.applyUpdate(this.y, payload, this)
    else if (type === 8 && kind === 1) {
      this.#outstanding -= 1
      if (!this.isSaved) return
      for (const key of this.#written) this.acknowledged.written.add(key)
      for (const key of this.#deleted) this.acknowledged.deleted.add(key)
    }
  }

  /** In bursts, each followed by a moment in which everything is acknowledged: only then it is known what was. */
  #type(): void {
    if (this.#written.length % BURST === 0 && this.#handshaken && !this.isSaved) return
    const map = this.y.getMap<number>('theme')
    const key = `${this.#name}${this.#written.length}`
    this.#written.push(key)
    const old = this.#written.length % 2 === 0 ? this.#written.at(-4) : undefined
    if (old !== undefined) this.#deleted.add(old)
    this.y.transact(() => {
      map.set(key, this.#written.length)
      if (old !== undefined) map.delete(old)
    })
  }
}
