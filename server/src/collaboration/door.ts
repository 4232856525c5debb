import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import { AppError } from '@axiom/shared/errors'
import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'
import { retryHint } from '@axiom/shared/protocol/retryHint'
import { Hocuspocus, type Document, type Extension } from '@hocuspocus/server'
import { WebSocketServer, type WebSocket } from 'ws'

import { authenticate } from './authentication.ts'
import { Broadcast } from './broadcast.ts'
import type { Collaboration, CollaborationDeps } from './collaboration.ts'
import { type Dialect, HOCUSPOCUS } from './dialect.ts'
import { DocumentGuards } from './documentGuards.ts'
import { DocumentLoader } from './documentLoader.ts'
import { DocumentPool, LoadFailed } from './documentPool.ts'
import { EditorSocket } from './editorSocket.ts'
import { EditorSockets } from './editorSockets.ts'
import { Epochs } from './epochs.ts'
import { FanOut, type FanOutOptions } from './fanOut/fanOut.ts'
import type { LoadedFrom } from './fanOut/updateFanOut.ts'
import { hasGap } from './gap.ts'
import type { LineParts } from './line.ts'
import { LiveDocuments } from './liveDocuments.ts'
import { markRestored } from './markRestored.ts'
import { createCollaborationMetrics, type CollaborationMetrics } from './metrics.ts'
import { Newcomers } from './newcomers.ts'
import { isAllowedOrigin } from './origins.ts'
import { Outage } from './outage.ts'
import { dialectOf, tokenProtocol } from './paths.ts'
import { PresenceHub } from './presence/presenceHub.ts'
import { Pressure, type PressureLevel } from './pressure.ts'
import { RightsWatch } from './rightsWatch.ts'
import { ServerEdits } from './serverEdits.ts'
import { StateBuilder } from './stateBuilder.ts'
import { UpdateLog } from './updateLog.ts'

/** The document cap [C6]: a person who was offline for long may send a whole document as one step 2. */
const MAX_PAYLOAD = 16 << 20
const HEARTBEAT_MS = 30_000
const IDLE_MS = 30_000
/** Somebody who was sent back for overload comes again after this, more or less. */
const RETRY_SECONDS = 10

export type DoorDeps = CollaborationDeps & Required<Pick<CollaborationDeps, 'store'>>

/** Puts the parts together; `index.ts` is what others import. */
export class Door implements Collaboration {
  readonly documents: LiveDocuments
  readonly #deps: DoorDeps
  readonly #store: DoorDeps['store']
  readonly #metrics: CollaborationMetrics
  readonly #outage: Outage
  readonly #builder = new StateBuilder()
  readonly #newcomers: Newcomers
  readonly #broadcast = new Broadcast(listenersOf)
  readonly #updateLog: UpdateLog
  readonly #guards: DocumentGuards
  readonly #edits: ServerEdits
  readonly #loader: DocumentLoader
  readonly #hocuspocus: Hocuspocus
  readonly #pool: DocumentPool
  readonly #presence: PresenceHub
  readonly #pressure: Pressure
  readonly #fanOut: FanOut | null
  readonly #sockets: EditorSockets
  readonly #epochs: Epochs
  /** Documents whose log begins anew once they are out of memory. */
  readonly #due = new Set<string>()
  readonly #rights: RightsWatch | null
  readonly #server = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_PAYLOAD,
    perMessageDeflate: false,
    handleProtocols: tokenProtocol,
  })
  readonly #heartbeat: NodeJS.Timeout
  #closing = false

  constructor(deps: DoorDeps) {
    const { log, projectExists } = deps
    this.#deps = deps
    this.#store = deps.store
    this.#sockets = new EditorSockets(deps.limits?.sockets)
    this.#guards = new DocumentGuards(deps.limits?.size)
    this.#metrics = createCollaborationMetrics(deps.metrics)
    this.#presence = new PresenceHub(
      (projectId, frames) => this.#fanOut?.sendFrames(projectId, frames),
      () => this.#pressure.level,
    )
    this.#fanOut = deps.fanOut === undefined ? null : this.#openFanOut(deps.fanOut)
    this.#newcomers = new Newcomers({
      builder: this.#builder,
      onFailure: (error) => log.warn({ err: error }, 'a new base for newcomers could not be built'),
      onAnnounced: (projectId) => this.#sockets.welcome(projectId),
    })
    this.#outage = new Outage({ ...deps, sockets: this.#sockets, metrics: this.#metrics })
    this.#updateLog = new UpdateLog({
      store: this.#store,
      breaker: this.#outage.breaker,
      log,
      metrics: this.#metrics,
      onStale: (projectId) => this.#leaveEpoch(projectId),
      onAppended: (projectId, update) => this.#fanOut?.appended(projectId, update),
    })
    this.#pressure = new Pressure({
      inFlight: () => this.#updateLog.inFlight,
      steps: deps.limits?.pressure,
      onLook: (level, lagMs) => this.#measure(level, lagMs),
    })
    this.#edits = new ServerEdits(this.#updateLog, this.#guards)
    const edits = this.#edits
    const { snapshots } = this.#store
    this.#epochs = new Epochs({ ...deps, metrics: this.#metrics, limits: deps.limits?.epochs })
    this.#loader = new DocumentLoader({
      ...deps,
      updateLog: this.#updateLog,
      guards: this.#guards,
      edits,
      snapshots,
      newcomers: this.#newcomers,
      builder: this.#builder,
    })
    this.#hocuspocus = new Hocuspocus({
      quiet: true,
      extensions: [this.#extension()],
      maxPendingDocuments: 1,
      maxUnauthenticatedQueueMessages: 1,
    })
    this.#pool = new DocumentPool(this.#hocuspocus, deps.idleMs ?? IDLE_MS)
    this.documents = new LiveDocuments({
      log,
      projectExists,
      pool: this.#pool,
      guards: this.#guards,
      edits,
      snapshots,
      updateLog: this.#updateLog,
      closeSockets: (match) => this.#sockets.closeMatching(match),
    })
    this.#rights = deps.fanOut
      ? new RightsWatch({ ...deps, ...deps.fanOut, sockets: this.#sockets, times: deps.fanOut.rights })
      : null
    this.#heartbeat = setInterval(() => this.#sockets.beat(), HEARTBEAT_MS).unref()
  }

  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const dialect = dialectOf(request)
    if (dialect === null) return false
    if (this.#closing) refuse(socket, '503 Service Unavailable')
    else if (!isAllowedOrigin(request, this.#deps.allowedOrigins)) refuse(socket, '403 Forbidden')
    else this.#server.handleUpgrade(request, socket, head, (ws) => this.#open({ ws, raw: socket, dialect }))
    return true
  }

  async ping(): Promise<void> {
    // An answer for a document that nobody has is an answer of the log.
    await this.#store.load('ping')
  }

  markRestored(projectIds: readonly string[]): Promise<void> {
    return markRestored({ pool: this.#pool, edits: this.#edits, log: this.#deps.log }, projectIds)
  }

  async endSockets(): Promise<void> {
    this.#closing = true
    clearInterval(this.#heartbeat)
    this.#outage.stop()
    this.#rights?.stop()
    this.#pressure.stop()
    await this.#sockets.close()
  }

  async close(): Promise<void> {
    await this.endSockets()
    await this.#pool.close()
    await Promise.all([this.#updateLog.settle(), this.#builder.close()])
    for (const document of this.#hocuspocus.documents.values()) {
      this.#fanOut?.release(document.name)
      document.destroy()
    }
    this.#hocuspocus.documents.clear()
    this.#fanOut?.close()
    await this.#store.close()
    this.#server.close()
  }

  /** The document here belongs to an epoch that is over: everybody comes back to the new one [C15]. */
  #leaveEpoch(projectId: string): void {
    this.#sockets.sendAway(projectId)
    this.#lock(projectId, async () => undefined)
  }

  #lock(projectId: string, work: () => Promise<void>): void {
    this.#pool
      .lock(projectId, work)
      .catch((error: unknown) => this.#deps.log.error({ err: error, projectId }, 'a document could not be unloaded'))
  }

  #extension(): Extension {
    return {
      extensionName: 'axiom',
      onAuthenticate: async ({ token, context, connectionConfig }) => {
        const socket = socketOf(context)
        await authenticate(socket, token, {
          ...this.#deps,
          keep: (projectId) => this.#pool.keep(projectId),
          rightsRevision: () => this.#sockets.rightsRevision,
          hasRoomFor: (candidate) => this.#sockets.hasRoomFor(candidate),
        })
        connectionConfig.readOnly = socket.readOnly
        return { actorId: socket.userId }
      },
      connected: async ({ context, connection }) => {
        const socket = socketOf(context)
        socket.attach(connection)
        this.#outage.greet(socket)
      },
      onLoadDocument: async ({ document }) => {
        const loadedAt = Date.now()
        this.#broadcast.silence(document)
        const loaded = await this.#load(document)
        this.#broadcast.begin(document)
        this.documents.watch(document)
        this.#fanOut?.hold(document, loaded, loadedAt)
        this.#metrics.documents.inc()
      },
      beforeUnloadDocument: async ({ document, documentName }) => {
        if (!this.#fanOut?.isElsewhere(documentName) && this.#epochs.isDue(document)) this.#due.add(documentName)
        else this.#due.delete(documentName)
      },
      afterUnloadDocument: async ({ documentName }) => {
        this.#updateLog.forget(documentName)
        this.#fanOut?.release(documentName)
        this.#metrics.documents.dec()
        if (this.#due.delete(documentName) && !this.#closing)
          this.#lock(documentName, () => this.#epochs.begin(documentName))
      },
    }
  }

  async #load(document: Document): Promise<LoadedFrom> {
    try {
      // Whoever has a lock replaces the log that it would be made of.
      await this.#pool.unlocked(document.name)
      return await this.#loader.load(document)
    } catch (error) {
      this.#deps.log.error({ err: error, projectId: document.name }, 'a document could not be loaded')
      // Before Hocuspocus tells them that they may not come in.
      this.#sockets.endWaiting(document.name, CLOSE_CODES.tryLater, 'unavailable')
      throw new LoadFailed(error)
    }
  }

  #openFanOut(options: FanOutOptions): FanOut {
    return new FanOut({
      ...options,
      store: this.#store,
      guards: this.#guards,
      log: this.#deps.log,
      metrics: this.#metrics,
      onStale: (projectId) => this.#leaveEpoch(projectId),
      relay: (projectId, frames) => this.#presence.relay(projectId, frames),
    })
  }

  /** One more socket, already upgraded; `handleUpgrade` makes them, and the simulator its own. */
  accept(ws: WebSocket, dialect: Dialect = HOCUSPOCUS): void {
    this.#open({ ws, raw: null, dialect })
  }

  /** Overloaded: those who are here come first [G5]. */
  #sendBack({ ws, dialect }: LineParts): void {
    this.#metrics.closed.inc({ code: String(CLOSE_CODES.tryLater) })
    ws.on('error', () => ws.terminate())
    ws.close(dialect.closeCode(CLOSE_CODES.tryLater), retryHint(RETRY_SECONDS))
  }

  /** For whoever watches. */
  #measure(level: PressureLevel, lagMs: number): void {
    const { pressure, lag, inFlight, logChunks, compactionLag, pending } = this.#metrics
    pressure.set(level)
    lag.set(lagMs / 1_000)
    inFlight.set(this.#updateLog.inFlight)
    logChunks.set(this.#updateLog.chunks)
    compactionLag.set(this.#updateLog.compactionLag / 1_000)
    let waiting = 0
    for (const document of this.#hocuspocus.documents.values()) if (hasGap(document)) waiting += 1
    pending.set(waiting)
  }

  #open(line: LineParts): void {
    if (this.#pressure.level > 2) return this.#sendBack(line)
    const fanOut = this.#fanOut
    const socket = new EditorSocket(line, {
      hocuspocus: this.#hocuspocus,
      pool: this.#pool,
      updateLog: this.#updateLog,
      guards: this.#guards,
      edits: this.#edits,
      newcomers: this.#newcomers,
      catchUp: fanOut === null ? null : (projectId) => fanOut.catchUp(projectId),
      metrics: this.#metrics,
      log: this.#deps.log,
      presence: this.#presence,
      onEnd: () => {
        this.#sockets.delete(socket)
        this.#metrics.sockets.dec()
      },
    })
    this.#sockets.add(socket)
    this.#metrics.sockets.inc()
  }
}

function* listenersOf(document: Document): Generator<EditorSocket> {
  for (const connection of document.connections.keys()) yield socketOf(connection.context)
}

function socketOf(context: unknown): EditorSocket {
  const socket: unknown = typeof context === 'object' && context !== null && 'socket' in context ? context.socket : null
  if (!(socket instanceof EditorSocket)) throw new AppError('internal')
  return socket
}

function refuse(socket: Duplex, status: string): void {
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
