import { EventEmitter } from 'node:events'

import type { Socket } from '../editor/src/document/connection.ts'
import type { Actor, World } from './world/world.ts'

const CONNECTING = 0
const OPEN = 1
const CLOSING = 2
const CLOSED = 3
/** What a page hears when a connection just ends. */
const ABNORMAL = 1006

export interface Weather {
  /** Usual delay of one message (ms). */
  delay: number
  /** Probability that a message takes much longer. */
  stalls: number
}

/** One direction of a connection: in order, each message after a delay of its own. */
export class Pipe {
  readonly #world: World
  readonly #weather: Weather
  #last = 0

  constructor(world: World, weather: Weather) {
    this.#world = world
    this.#weather = weather
  }

  send(receiver: Actor, work: () => void): void {
    const world = this.#world
    const stall = world.happens(this.#weather.stalls) ? world.between(100, 3_000) : 0
    this.#last = Math.max(this.#last, world.now + world.between(0.2, 2 * this.#weather.delay) + stall)
    world.schedule(this.#last - world.now, receiver, work)
  }
}

export interface LinkEnds {
  client: Actor
  server: Actor
}

export interface LinkWatch {
  /** A message of the server leaves; of the client arrives; the server ends the connection. */
  onServerSends: (message: Uint8Array) => void
  onServerHears: (message: Uint8Array) => void
  onServerCloses: (code: number) => void
}

/** One WebSocket with both its ends, and the network in between. */
export class Link {
  readonly client: ClientSocket
  readonly server: ServerSocket
  readonly world: World
  readonly ends: LinkEnds
  readonly watch: LinkWatch
  readonly up: Pipe
  readonly down: Pipe
  /** Nothing arrives any more, in neither direction. */
  lost = false

  constructor(world: World, ends: LinkEnds, { weather, watch }: { weather: Weather; watch: LinkWatch }) {
    this.world = world
    this.ends = ends
    this.watch = watch
    this.up = new Pipe(world, weather)
    this.down = new Pipe(world, weather)
    this.client = new ClientSocket(this)
    this.server = new ServerSocket(this)
  }

  toServer(work: () => void): void {
    this.up.send(this.ends.server, () => {
      if (!this.lost) work()
    })
  }

  toClient(work: () => void): void {
    this.down.send(this.ends.client, () => {
      if (!this.lost) work()
    })
  }

  /** What is on its way is lost; both ends hear of it, each in its own time. */
  cut(): void {
    if (this.lost) return
    this.lost = true
    this.up.send(this.ends.server, () => this.server.closed(ABNORMAL))
    this.down.send(this.ends.client, () => this.client.closed(ABNORMAL))
  }

  /** Half open: nothing arrives any more and nobody is told. */
  silence(): void {
    this.lost = true
  }

  /** What a silent connection comes to after many minutes: the page's system stops trying. */
  timeOut(): void {
    if (this.lost) this.down.send(this.ends.client, () => this.client.closed(ABNORMAL))
  }
}

/** The page's end. */
export class ClientSocket implements Socket {
  readonly OPEN = OPEN
  binaryType = 'blob'
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  onerror: Socket['onerror'] = null
  readyState: Socket['readyState'] = CONNECTING
  readonly #link: Link

  constructor(link: Link) {
    this.#link = link
  }

  send(data: Parameters<Socket['send']>[0]): void {
    if (this.readyState !== OPEN) return
    if (!(data instanceof Uint8Array)) throw new Error('editors send bytes')
    const message = new Uint8Array(data)
    this.#link.toServer(() => this.#link.server.hear(message))
  }

  close(): void {
    if (this.readyState >= CLOSING) return
    this.readyState = CLOSING
    this.#link.toServer(() => this.#link.server.closed(1005))
    this.#link.toClient(() => this.closed(1005))
  }

  opened(): void {
    if (this.readyState !== CONNECTING) return
    this.readyState = OPEN
    this.onopen?.call(this as unknown as WebSocket, new Event('open'))
  }

  hear(message: Uint8Array): void {
    if (this.readyState !== OPEN) return
    const event = new MessageEvent('message', { data: new Uint8Array(message).buffer })
    this.onmessage?.call(this as unknown as WebSocket, event)
  }

  closed(code: number, reason = ''): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.onclose?.call(this as unknown as WebSocket, Object.assign(new Event('close'), { code, reason }) as CloseEvent)
  }
}

/** The server's end: what it uses of a `ws` socket. */
export class ServerSocket extends EventEmitter {
  readonly OPEN = OPEN
  readonly bufferedAmount = 0
  readyState: Socket['readyState'] = OPEN
  isPaused = false
  readonly #link: Link
  #unread: Uint8Array[] = []

  constructor(link: Link) {
    super()
    this.#link = link
  }

  send(data: Uint8Array): void {
    if (this.readyState !== OPEN || !this.#link.ends.server.alive) return
    const message = new Uint8Array(data)
    this.#link.watch.onServerSends(message)
    this.#link.toClient(() => this.#link.client.hear(message))
  }

  hear(message: Uint8Array): void {
    if (this.readyState === CLOSED) return
    if (this.isPaused) {
      this.#unread.push(message)
      return
    }
    this.#link.watch.onServerHears(message)
    this.emit('message', Buffer.from(message.buffer), true)
  }

  pause(): void {
    this.isPaused = true
  }

  resume(): void {
    this.isPaused = false
    const unread = this.#unread
    this.#unread = []
    for (const message of unread) this.hear(message)
  }

  ping(): void {
    this.#link.toClient(() => {
      if (this.#link.client.readyState === OPEN) this.#link.toServer(() => this.emit('pong'))
    })
  }

  close(code = 1000, reason = ''): void {
    if (this.readyState !== OPEN) return
    this.readyState = CLOSING
    this.#link.watch.onServerCloses(code)
    this.#link.toClient(() => {
      this.#link.client.closed(code, reason)
      this.#link.toServer(() => this.closed(code))
    })
  }

  terminate(): void {
    if (this.readyState === CLOSED) return
    this.#link.toClient(() => this.#link.client.closed(ABNORMAL))
    // Like a real socket: not in the same turn.
    this.#link.world.schedule(0, this.#link.ends.server, () => this.closed(ABNORMAL))
  }

  closed(code: number): void {
    if (this.readyState === CLOSED) return
    this.readyState = CLOSED
    this.emit('close', code)
  }
}
