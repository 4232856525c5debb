import { SCHEMA_VERSION } from '@axiom/shared/document/schema'
import type { PresenceUser } from '@axiom/shared/protocol/awareness'
import { schemaOfClient } from '@axiom/shared/protocol/clientVersion'
import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'
import { PRESENCE_PREFIX } from '@axiom/shared/protocol/presenceFrames'
import type { Connection, Hocuspocus } from '@hocuspocus/server'
import { applyAwarenessUpdate } from 'y-protocols/awareness'

import type { Shared } from './broadcast.ts'
import type { CollaborationUser } from './collaboration.ts'
import { layoutOf } from './documentLoader.ts'
import { Line, type LineParts } from './line.ts'
import { asOnlooker, stampAwareness, type Entry } from './presence/awareness.ts'
import { claimClient, identify } from './presence/identity.ts'
import type { PresenceHub, PresencePeer } from './presence/presenceHub.ts'
import { Rate } from './rate.ts'
import { isEmptyVector, REST, sendWelcome, SyncSession, type SyncPeer, type SyncSessionDeps } from './syncSession.ts'
import { readClientMessage, writeStateless, type Addressed, type ClientMessage } from './wire.ts'

const PROJECT_ID = /^[A-Za-z0-9_-]{1,40}$/
const MAX_SESSION = 64
/** Bytes of one live update; more comes only as a step 2 after a long time offline [C6]. */
const MAX_UPDATE = 4 << 20
/** Bytes that may wait before sign-in, and before the socket is paused. */
const MAX_UNAUTHENTICATED = 1 << 20
const PAUSE_ABOVE = 2 << 20
/** Never read by anybody: identity comes with the token, and the address with each message. */
const NO_REQUEST = new Request('http://localhost/collaboration')

export interface EditorSocketDeps extends SyncSessionDeps {
  hocuspocus: Hocuspocus
  presence: PresenceHub
  onEnd: (socket: EditorSocket) => void
}

interface Attached {
  connection: Connection
  identity: PresenceUser
  session: SyncSession
}

/**
 * One WebSocket of one person on one document, in front of Hocuspocus: it screens each message, hands only the token on, and
 * takes sync, awareness and presence itself. Hocuspocus signs in, loads, and broadcasts.
 */
export class EditorSocket implements SyncPeer, PresencePeer {
  user: CollaborationUser | null = null
  readOnly = true
  clientId: number | null = null
  /** The layout of the document that the client speaks; null when it doesn't say. */
  schema: number | null = null
  address = ''
  projectId = ''
  readonly #line: Line
  readonly #deps: EditorSocketDeps
  readonly #client: ReturnType<Hocuspocus['handleConnection']>
  #admitted = false
  #attached: Attached | null = null
  #queue: (ClientMessage | typeof REST)[] = []
  #queuedBytes = 0
  #draining: Promise<void> = Promise.resolve()
  #busy = false
  #ended = false
  #tokenSeen = false
  /** Goes on reading once what waits has been handled. */
  #goOn: (() => void) | null = null
  readonly #rate = new Rate(performance.now())

  constructor(parts: LineParts, deps: EditorSocketDeps) {
    this.#deps = deps
    this.#line = new Line(parts, {
      onMessage: (data) => this.#receive(data),
      // For Hocuspocus too, which would cut off somebody who only listens.
      onAlive: () => (this.#client.lastMessageReceivedAt = Date.now()),
      onClosed: (code) => this.#closed(code),
      onError: (error) => deps.log.debug({ err: error }, 'a collaboration socket failed'),
    })
    const line = this.#line
    const outlet = {
      send: (data: unknown) => line.send(data as Uint8Array),
      close: (code?: number, reason?: string) => this.end(code ?? 1000, reason ?? ''),
      get readyState(): number {
        return line.readyState
      },
    }
    this.#client = deps.hocuspocus.handleConnection(outlet, NO_REQUEST, { socket: this })
    const { opening } = parts.dialect
    if (opening !== null) this.#receive(opening)
  }

  get connection(): Connection {
    if (this.#attached === null) throw new Error('the socket is not signed in')
    return this.#attached.connection
  }

  get userId(): string {
    return this.user?.userId ?? ''
  }

  get hearsOutcome(): boolean {
    return this.#line.hearsOutcome
  }

  /** Signed in: what it may do is decided. */
  get isJudged(): boolean {
    return this.#admitted
  }

  /** Signed in, and the document is being loaded. */
  get isWaiting(): boolean {
    return this.#admitted && this.#attached === null
  }

  get ended(): boolean {
    return this.#ended
  }

  /** Signed in; the document may still have to be loaded. */
  admit(): void {
    this.#admitted = true
    this.welcome()
  }

  /** Who has nothing gets the bytes of the log while the document is still being built from them [C16]. */
  welcome(): void {
    if (!this.#admitted || this.#attached !== null || this.#ended || !this.#queue.some(asksForAll)) return
    const welcome = this.#deps.newcomers.earlyWelcome(this.projectId, this.address)
    if (welcome === null) return
    sendWelcome(this, welcome)
    this.#queue = this.#queue.map((message) => (asksForAll(message) ? REST : message))
  }

  /** Signed in and loaded: what has waited is handled now. */
  attach(connection: Connection): void {
    if (this.#ended || this.user === null) return
    // A newer server has lifted it, in the middle of a rolling restart: that one knows what may be written.
    if (layoutOf(connection.document) > SCHEMA_VERSION) return this.end(CLOSE_CODES.tooOld, 'schema_too_old')
    const identity = identify(connection.document, this.user)
    this.#attached = { connection, identity, session: new SyncSession(this, this.#deps) }
    this.#deps.presence.join(this.projectId, this)
    this.#drain()
  }

  send(message: Uint8Array): void {
    this.#line.send(message)
  }

  sendShared(message: Shared): void {
    this.#line.sendShared(message)
  }

  /** A stateless message, for those who are signed in. */
  tell(message: unknown): void {
    if (this.#attached !== null && !this.#ended) this.send(writeStateless(this.address, message))
  }

  sendFrame(frames: Shared): void {
    this.#line.sendFrame(frames)
  }

  /** Ends the raw socket with a code: Hocuspocus' own close would leave a client connected but detached for ever [C13]. */
  end(code: number, reason: string): void {
    if (this.#ended) return
    this.#ended = true
    this.#clear()
    this.#deps.metrics.closed.inc({ code: String(code) })
    this.#line.close(code, reason)
  }

  /** Ends at once, without a handshake. */
  cut(): void {
    this.#ended = true
    this.#line.cut()
  }

  beat(): void {
    this.#line.beat()
  }

  /** Resolves when nothing of this socket is being handled any more. */
  async settled(): Promise<void> {
    await this.#draining
  }

  #receive(data: Uint8Array): void {
    if (this.#ended) return
    // Hocuspocus closes idle connections, and sees only the first of our messages.
    this.#client.lastMessageReceivedAt = Date.now()
    if (data.length === 0 || isPong(data)) return
    if (data[0] === PRESENCE_PREFIX) return this.#receiveFrame(data)
    const message = this.#paced(data.length) ? this.#read(data) : null
    if (message === null) return
    if (message.kind === 'token') return this.#receiveToken(data, message.version)
    if (message.kind === 'close') return this.end(1000, 'provider_initiated')
    if (message.kind === 'update' && data.length > MAX_UPDATE) return this.end(CLOSE_CODES.tooLarge, 'update too large')
    if (message.kind !== 'ignored') this.#enqueue(message, data.length)
  }

  /** Stops reading for a while from somebody who is too fast; false when they are cut off. */
  #paced(bytes: number): boolean {
    const wait = this.#rate.spend(bytes, performance.now())
    if (wait === null) this.end(CLOSE_CODES.slowDown, 'too many messages')
    else if (wait > 0) setTimeout(this.#line.pause(), wait).unref()
    return wait !== null
  }

  #read(data: Uint8Array): ClientMessage | null {
    let read: Addressed
    try {
      read = readClientMessage(data)
    } catch {
      // Whatever lib0 threw: bytes that cannot be read are the sender's fault.
      this.end(1007, 'malformed message')
      return null
    }
    if (this.address === '') {
      if (!PROJECT_ID.test(read.projectId) || read.address.length > read.projectId.length + 1 + MAX_SESSION) {
        this.end(1007, 'not a project id')
        return null
      }
      this.address = read.address
      this.projectId = read.projectId
    }
    if (read.address === this.address) return read.message
    this.end(1008, 'one document per socket')
    return null
  }

  #receiveToken(data: Uint8Array, version: string | null): void {
    // A later token (the client has refreshed) changes nothing: ended sessions close sockets by an event [C13].
    if (this.#tokenSeen) return
    this.#tokenSeen = true
    this.schema = schemaOfClient(version)
    this.#client.handleMessage(data)
  }

  #receiveFrame(data: Uint8Array): void {
    if (this.#attached === null || this.readOnly) return
    try {
      this.#deps.presence.receive(this.projectId, this, data)
    } catch (error) {
      // Pointers are not worth a connection, not even malformed ones.
      this.#deps.log.debug({ err: error, projectId: this.projectId }, 'malformed presence frame')
    }
  }

  /** Judging took so long: whoever makes much work waits, so that the others do not. */
  async worked(ms: number): Promise<void> {
    const wait = this.#rate.work(ms, performance.now())
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait).unref())
  }

  #enqueue(message: ClientMessage, bytes: number): void {
    this.#queue.push(message)
    this.#queuedBytes += bytes + 64
    if (this.#attached === null) {
      if (this.#queuedBytes > MAX_UNAUTHENTICATED) this.end(CLOSE_CODES.tryLater, 'sign in before sending')
      return this.welcome()
    }
    if (this.#queuedBytes > PAUSE_ABOVE) this.#goOn ??= this.#line.pause()
    this.#drain()
  }

  #drain(): void {
    // A flag and not the promise: several messages arrive in one turn, before a finished promise has told anybody.
    if (this.#busy) return
    this.#busy = true
    this.#draining = this.#drainNow()
  }

  async #drainNow(): Promise<void> {
    while (!this.#ended && this.#attached !== null && this.#queue.length > 0) {
      const batch = this.#queue
      this.#clear()
      for (const message of batch) if (!this.#ended) await this.#handle(this.#attached, message)
      this.#goOn?.()
      this.#goOn = null
    }
    this.#busy = false
  }

  async #handle(attached: Attached, message: ClientMessage | typeof REST): Promise<void> {
    if (message.kind === 'awareness') this.#receiveAwareness(attached, message.update)
    else if (
      message.kind === 'step1' ||
      message.kind === 'rest' ||
      message.kind === 'step2' ||
      message.kind === 'update'
    )
      await attached.session.receive(message)
  }

  #receiveAwareness({ connection, identity }: Attached, update: Uint8Array): void {
    const { document } = connection
    if (!document.hasConnection(connection)) return
    const isKnown = (clientId: number): boolean => document.awareness.getStates().has(clientId)
    const admit = (entry: Entry): Entry | null => {
      const { clientId, clock } = entry
      if (!claimClient(document, connection, { clientId, clock, userId: this.userId })) return null
      this.clientId ??= clientId
      return this.readOnly ? asOnlooker(entry, isKnown) : entry
    }
    let stamped: Uint8Array | null
    try {
      stamped = stampAwareness(update, identity, admit)
    } catch {
      return this.end(1007, 'malformed awareness')
    }
    if (stamped !== null) applyAwarenessUpdate(document.awareness, stamped, { source: 'connection', connection })
  }

  #clear(): void {
    this.#queue = []
    this.#queuedBytes = 0
  }

  /** What was received before the end is still handled: a page sends its last edits and goes. */
  #closed(code: number): void {
    this.#deps.presence.leave(this.projectId, this)
    this.#client.handleClose({ code, reason: '' })
    this.#deps.onEnd(this)
  }
}

function asksForAll(message: ClientMessage | typeof REST): boolean {
  return message.kind === 'step1' && isEmptyVector(message.stateVector)
}

/** The answer to a ping of an older server: one byte, without a document name. */
function isPong(data: Uint8Array): boolean {
  return data.length === 1 && (data[0] === 9 || data[0] === 10)
}
