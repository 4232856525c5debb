import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { rebuildDocument } from '@axiom/shared/document/rebuild'
import { judgeChanges, type Refusal } from '@axiom/shared/gate/judge'
import { CLOSE_CODES, EPOCH_OVER } from '@axiom/shared/protocol/closeCodes'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

import type { Socket } from '../connection.ts'
import { readServerMessage } from '../wire.ts'

const TYPE = { sync: 0, auth: 2, stateless: 5, syncStatus: 8 } as const

/** A server in this process that speaks the wire protocol: it judges, keeps, acknowledges and passes on. */
export class FakeServer {
  y = new Y.Doc()
  /** Answers no call while false. */
  isUp = true
  /** What it refuses beyond the gate: a stricter server than the editor knows. */
  refuse: (touched: readonly string[]) => Refusal | null = () => null
  received = 0
  readonly #sockets = new Set<FakeSocket>()

  /** Client ids of epochs that are over. */
  readonly #retired = new Set<number>()

  constructor(seed: Uint8Array) {
    this.#begin(seed)
  }

  #begin(state: Uint8Array): void {
    this.y = new Y.Doc()
    Y.applyUpdate(this.y, state)
    this.y.on('update', (update: Uint8Array, origin: unknown) => {
      for (const socket of this.#sockets) if (socket !== origin) socket.say(TYPE.sync, 2, update)
    })
  }

  /** The document begins anew, while nobody is connected. */
  beginEpoch(): void {
    for (const client of this.y.store.clients.keys()) this.#retired.add(client)
    this.#begin(rebuildDocument(openProjectDoc(this.y), new Y.Doc().clientID))
  }

  readonly open = (): Socket => {
    const socket = new FakeSocket(this)
    queueMicrotask(() => socket.start(this.isUp))
    return socket as unknown as Socket
  }

  /** Cuts every line, as a killed process does. */
  down(): void {
    this.isUp = false
    for (const socket of this.#sockets) socket.cut(1006)
    this.#sockets.clear()
  }

  hear(socket: FakeSocket, data: Uint8Array): void {
    const message = readServerMessage(data)
    switch (message.kind) {
      case 'step1':
        if ([...Y.decodeStateVector(message.stateVector).keys()].some((client) => this.#retired.has(client)))
          return socket.cut(CLOSE_CODES.tooOld, EPOCH_OVER)
        this.#sockets.add(socket)
        socket.say(TYPE.sync, 1, Y.encodeStateAsUpdate(this.y, message.stateVector))
        return socket.say(TYPE.sync, 0, Y.encodeStateVector(this.y))
      case 'step2':
      case 'update':
        return this.#take(socket, message.update)
      case 'unknown':
        // A token, which only servers read.
        return socket.say(TYPE.auth, 2, 'read-write')
    }
  }

  leave(socket: FakeSocket): void {
    this.#sockets.delete(socket)
  }

  #take(socket: FakeSocket, update: Uint8Array): void {
    this.received += 1
    const { refusal, touched } = judgeChanges(this.y, Y.decodeUpdate(update), update)
    const refused = refusal ?? this.refuse(touched)
    if (refused !== null) return socket.say(TYPE.stateless, JSON.stringify({ type: 'refused', ...refused }))
    Y.applyUpdate(this.y, update, socket)
    socket.say(TYPE.syncStatus, 1)
  }
}

class FakeSocket {
  readyState = 0
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  onclose: ((event: { code: number; reason: string }) => void) | null = null
  onerror = null
  readonly #server: FakeServer

  constructor(server: FakeServer) {
    this.#server = server
  }

  start(isUp: boolean): void {
    if (!isUp) return this.cut(1006)
    this.readyState = 1
    this.onopen?.()
  }

  cut(code: number, reason = ''): void {
    this.readyState = 3
    this.onclose?.({ code, reason })
  }

  send(data: Uint8Array): void {
    const copy = data.slice()
    queueMicrotask(() => this.readyState === 1 && this.#server.hear(this, copy))
  }

  close(): void {
    this.readyState = 3
    this.#server.leave(this)
  }

  say(...parts: (number | string | Uint8Array)[]): void {
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, 'p1')
    for (const part of parts) {
      if (typeof part === 'number') encoding.writeVarUint(encoder, part)
      else if (typeof part === 'string') encoding.writeVarString(encoder, part)
      else encoding.writeVarUint8Array(encoder, part)
    }
    const data = encoding.toUint8Array(encoder).slice().buffer as ArrayBuffer
    queueMicrotask(() => this.readyState === 1 && this.onmessage?.({ data }))
  }
}
