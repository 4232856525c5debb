import { RefusedMessage } from '@axiom/shared/protocol/awareness'
import { CLOSE_CODES, EPOCH_OVER } from '@axiom/shared/protocol/closeCodes'
import { OutageMessage } from '@axiom/shared/protocol/outage'
import { PRESENCE_PREFIX } from '@axiom/shared/protocol/presenceFrames'
import { readRetryHint } from '@axiom/shared/protocol/retryHint'
import { applyAwarenessUpdate, removeAwarenessStates, type Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { backoffDelay, hintedDelay } from './backoff.ts'
import type { SyncProblem } from './syncStatus.ts'
import * as wire from './wire.ts'

const BATCH_MS = 40
/** A connection without a word from the server for this long is asked for one, and dropped if none comes. */
const SILENCE_MS = 30_000
const ANSWER_MS = 10_000
/** From here on two tries with fresh tokens were turned away: the sign-in has ended, not just the token. */
const MAX_DENIALS = 2
const EXPELLED_AGAIN_MS = 10_000

/** Thrown by `getToken` when nobody is signed in; edits are kept and wait. */
export class SignedOutError extends Error {
  override readonly name = 'SignedOutError'
}

export type Socket = Pick<
  WebSocket,
  'send' | 'close' | 'readyState' | 'onopen' | 'onmessage' | 'onclose' | 'onerror'
> & {
  binaryType: string
}

export interface ConnectionConfig {
  url: string
  projectId: string
  y: Y.Doc
  awareness: Awareness
  getToken: (options: { fresh: boolean }) => Promise<string>
  openSocket?: (url: string) => Socket
  random?: () => number
}

export interface ConnectionState {
  phase: 'idle' | 'connecting' | 'live' | 'waiting' | 'stopped'
  handshaken: boolean
  readOnly: boolean
  /** The server says that it can store nothing at the moment [C9]. */
  outage: boolean
  outstanding: number
  batched: boolean
  problem: SyncProblem | null
}

/** What the session listens to. Each listener is called after the state has changed. */
export interface ConnectionEvents {
  onState: () => void
  /** First full state of the server of this connection has been applied. */
  onSynced: () => void
  /** Nothing batched, nothing outstanding: the server holds everything that this document holds. */
  onDrained: () => void
  onPresence: (message: Uint8Array) => void
  onRefused: (refused: RefusedMessage) => void
  /** The server's document shares no history with ours any more [C15]. */
  onEpochOver: () => void
}

/**
 * One project's socket: our own provider of the Hocuspocus protocol. It differs from the stock one where edits could be lost or
 * the status could lie: no update leaves between connect and its step 2 [C7], each message waits in a FIFO for its own
 * acknowledgement, and every close code has its own way on [C13].
 */
export class Connection {
  readonly #config: ConnectionConfig
  readonly #events: ConnectionEvents
  #socket: Socket | null = null
  #state: ConnectionState = idleState()
  #attempt = 0
  #denials = 0
  #expelledAt = -Infinity
  #fresh = false
  #batch: Uint8Array[] = []
  #batchTimer: ReturnType<typeof setTimeout> | undefined
  #retryTimer: ReturnType<typeof setTimeout> | undefined
  #silenceTimer: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(config: ConnectionConfig, events: ConnectionEvents) {
    this.#config = config
    this.#events = events
    config.y.on('update', this.#onUpdate)
    config.awareness.on('update', this.#onAwareness)
  }

  get state(): Readonly<ConnectionState> {
    return this.#state
  }

  /** Opens the socket now, also when a retry is waiting. A stopped connection starts again only by this call. */
  connect(): void {
    if (this.#closed || this.#socket !== null) return
    clearTimeout(this.#retryTimer)
    this.#set({ ...idleState(), phase: 'connecting' })
    const open = this.#config.openSocket ?? ((url: string): Socket => new WebSocket(url))
    const socket = open(this.#config.url)
    socket.binaryType = 'arraybuffer'
    this.#socket = socket
    socket.onopen = () => void this.#greet(socket)
    socket.onmessage = (event) => {
      if (this.#socket === socket) this.#receive(new Uint8Array(event.data as ArrayBuffer))
    }
    socket.onclose = (event) => {
      if (this.#socket === socket) this.#lost(event.code, event.reason)
    }
    this.#listen(ANSWER_MS + SILENCE_MS)
  }

  /** Ends the socket and tries again with a fresh token; nothing local is touched. */
  reconnect(): void {
    if (this.#closed) return
    this.#dropSocket()
    this.#set(idleState())
    this.#attempt = 0
    this.#denials = 0
    this.connect()
  }

  /** Sends a presence frame if the line is open; frames are droppable. */
  sendFrame(frame: Uint8Array): void {
    if (this.#state.phase === 'live') this.#send(frame)
  }

  /** Sends what is batched now; for a page that is about to go. */
  flush(): void {
    clearTimeout(this.#batchTimer)
    this.#batchTimer = undefined
    if (this.#batch.length === 0 || !this.#state.handshaken || this.#state.readOnly) return
    const update = this.#batch.length === 1 ? this.#batch[0] : Y.mergeUpdates(this.#batch)
    this.#batch = []
    if (update === undefined) return
    this.#send(wire.writeUpdate(this.#config.projectId, update))
    this.#set({ outstanding: this.#state.outstanding + 1, batched: false })
  }

  /** No more tries until `connect`; edits stay in the document and the local store. */
  stop(problem: SyncProblem): void {
    this.#dropSocket()
    clearTimeout(this.#retryTimer)
    this.#set({ ...idleState(), phase: 'stopped', problem })
  }

  close(): void {
    this.flush()
    removeAwarenessStates(this.#config.awareness, [this.#config.awareness.clientID], 'close')
    this.#closed = true
    this.#config.y.off('update', this.#onUpdate)
    this.#config.awareness.off('update', this.#onAwareness)
    clearTimeout(this.#retryTimer)
    this.#dropSocket()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    // Before our step 2 is out, the step 2 itself carries this edit.
    if (origin === this || !this.#state.handshaken || this.#state.readOnly) return
    this.#batch.push(update)
    if (this.#batchTimer !== undefined) return
    this.#batchTimer = setTimeout(() => this.flush(), BATCH_MS)
    this.#set({ batched: true })
  }

  readonly #onAwareness = (_change: unknown, origin: unknown): void => {
    if (origin !== this && this.#state.phase === 'live')
      this.#send(wire.writeAwareness(this.#config.projectId, this.#config.awareness))
  }

  async #greet(socket: Socket): Promise<void> {
    let token: string
    try {
      token = await this.#config.getToken({ fresh: this.#fresh })
    } catch (error) {
      if (this.#socket !== socket) return
      if (error instanceof SignedOutError) this.stop('signedOut')
      else this.#lost(CLOSE_CODES.tryLater)
      return
    }
    if (this.#socket !== socket) return
    this.#fresh = false
    const { projectId, y, awareness } = this.#config
    this.#send(wire.writeToken(projectId, token))
    this.#send(wire.writeStep1(projectId, y))
    // With a raised clock: everybody has heard the end of our last connection, and would take the old clock for old news.
    if (awareness.getLocalState() === null) return
    awareness.setLocalState(awareness.getLocalState())
    this.#send(wire.writeAwareness(projectId, awareness))
  }

  #receive(data: Uint8Array): void {
    this.#listen(SILENCE_MS)
    if (data[0] === PRESENCE_PREFIX) return this.#events.onPresence(data)
    const message = wire.readServerMessage(data)
    switch (message.kind) {
      case 'ping':
        return this.#send(wire.PONG)
      case 'authenticated':
        this.#denials = 0
        return this.#set({ phase: 'live', readOnly: message.readOnly, problem: null })
      case 'denied':
        return this.#denied(message.reason)
      case 'step1':
        return this.#answer(message.stateVector)
      case 'step2':
        Y.applyUpdate(this.#config.y, message.update, this)
        this.#attempt = 0
        return this.#events.onSynced()
      case 'update':
        return Y.applyUpdate(this.#config.y, message.update, this)
      case 'awareness':
        return applyAwarenessUpdate(this.#config.awareness, message.update, this)
      case 'syncStatus':
        return this.#acknowledged(message.saved)
      case 'stateless':
        return this.#stateless(message.payload)
      case 'close':
        return this.#lost(CLOSE_CODES.tryLater)
      case 'unknown':
        // A newer server may say more than we know; what matters is acknowledged by SyncStatus.
        return
    }
  }

  /** The server's step 1: our step 2 carries everything it lacks, batched or older, so the batch is covered by it. */
  #answer(stateVector: Uint8Array): void {
    clearTimeout(this.#batchTimer)
    this.#batchTimer = undefined
    this.#batch = []
    const missing = Y.encodeStateAsUpdate(this.#config.y, stateVector)
    this.#send(wire.writeStep2(this.#config.projectId, missing))
    this.#set({ handshaken: true, batched: false, outstanding: this.#state.outstanding + 1 })
  }

  #acknowledged(saved: boolean): void {
    // `false` for a writer means "held": the acknowledgement follows once its gap is closed [C7]. A reader gets nothing more.
    if (!saved && !this.#state.readOnly) return
    const outstanding = Math.max(0, this.#state.outstanding - 1)
    this.#set({ outstanding })
    if (saved && outstanding === 0 && !this.#state.batched && this.#state.handshaken) this.#events.onDrained()
  }

  #stateless(payload: string): void {
    const message = parseJson(payload)
    const outage = OutageMessage.safeParse(message)
    if (outage.success) return this.#set({ outage: outage.data.active })
    const refused = RefusedMessage.safeParse(message)
    if (!refused.success) return
    this.stop('refused')
    this.#events.onRefused(refused.data)
  }

  #denied(reason: string): void {
    // The reason names the error code; only "forbidden" and "not_found" are about rights, the rest about the sign-in.
    if (/forbidden|not_found|4403/.test(reason)) return this.stop('noAccess')
    if (reason === 'schema_too_old') return this.stop('tooOld')
    this.#lost(CLOSE_CODES.signInAgain)
  }

  #lost(code: number, reason = ''): void {
    this.#dropSocket()
    switch (code) {
      case CLOSE_CODES.signInAgain:
        this.#denials += 1
        this.#fresh = true
        if (this.#denials > MAX_DENIALS) return this.stop('signedOut')
        return this.#retry(this.#denials > 1)
      case CLOSE_CODES.noAccess:
        // Rights changed: be judged again once, since a weaker role may still read, and a stronger one write.
        if (Date.now() - this.#expelledAt < EXPELLED_AGAIN_MS) return this.stop('noAccess')
        this.#expelledAt = Date.now()
        return this.#retry(false)
      case CLOSE_CODES.tooOld:
        this.stop('tooOld')
        return reason === EPOCH_OVER ? this.#events.onEpochOver() : undefined
      case CLOSE_CODES.tooLarge:
        return this.stop('tooLarge')
      case CLOSE_CODES.slowDown:
      case CLOSE_CODES.tryLater:
        return this.#retry(true, readRetryHint(reason))
      default:
        return this.#retry(false)
    }
  }

  /** `hint`: the server has said after how many milliseconds to come back at the earliest. */
  #retry(pressed: boolean, hint: number | null = null): void {
    if (this.#closed) return
    this.#set({ ...idleState(), phase: 'waiting', problem: 'network' })
    const { random } = this.#config
    const wait = hint === null ? backoffDelay(this.#attempt, pressed, random) : hintedDelay(hint, random)
    this.#retryTimer = setTimeout(() => this.connect(), wait)
    this.#attempt += 1
  }

  #listen(wait: number): void {
    clearTimeout(this.#silenceTimer)
    this.#silenceTimer = setTimeout(() => {
      if (this.#state.phase !== 'live' || wait === ANSWER_MS) return this.#lost(1006)
      this.#send(wire.writeStep1(this.#config.projectId, this.#config.y))
      this.#listen(ANSWER_MS)
    }, wait)
  }

  #dropSocket(): void {
    const socket = this.#socket
    this.#socket = null
    clearTimeout(this.#silenceTimer)
    clearTimeout(this.#batchTimer)
    this.#batchTimer = undefined
    this.#batch = []
    if (socket !== null && socket.readyState <= 1) socket.close()
    const { awareness } = this.#config
    const others = [...awareness.getStates().keys()].filter((id) => id !== awareness.clientID)
    if (others.length > 0) removeAwarenessStates(awareness, others, this)
    // Their clocks too: who stayed meanwhile comes back with the one that we have heard.
    for (const id of others) awareness.meta.delete(id)
  }

  #send(data: Uint8Array): void {
    if (this.#socket?.readyState === 1) this.#socket.send(data as Uint8Array<ArrayBuffer>)
  }

  #set(change: Partial<ConnectionState>): void {
    this.#state = { ...this.#state, ...change }
    this.#events.onState()
  }
}

function idleState(): ConnectionState {
  return {
    phase: 'idle',
    handshaken: false,
    readOnly: false,
    outage: false,
    outstanding: 0,
    batched: false,
    problem: null,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
