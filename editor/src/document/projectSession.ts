import { CREATE_ORIGIN, openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { createDocumentStore, type DocumentStore } from '@axiom/shared/document/store'
import { createUndo, type UndoControl } from '@axiom/shared/document/undo'
import type { Refusal } from '@axiom/shared/gate/judge'
import { EPOCH_OVER } from '@axiom/shared/protocol/closeCodes'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { Connection, type Socket } from './connection.ts'
import type { Acknowledged } from './localStore.ts'
import { isLocalEdit, isOfServer, LOCAL_STORE_ORIGIN, TAB_ORIGIN } from './origins.ts'
import { judgeOwnUpdate } from './ownGate.ts'
import { canKeepLocally, Persistence } from './persistence.ts'
import { Presence } from './presence.ts'
import { joined, MAX_REPLAYS, replayOf, replayOn, withoutKey, type Renewal, type Replay } from './renewal.ts'
import { ServerCopy } from './serverCopy.ts'
import { describeSync, type Keeping, type SyncStatus } from './syncStatus.ts'
import type { Unsent } from './unsent.ts'

export interface SessionConfig {
  projectId: string
  user: { id: string; name: string }
  getToken: (options: { fresh: boolean }) => Promise<string>
  /** The session before this one, and what goes on of it [G4]. */
  renewal?: Renewal | null
  /** A state to work on for oneself: nothing is sent, heard or kept; what differs in the end is a suggestion. */
  fork?: Uint8Array | null
  url?: string
  openSocket?: (url: string) => Socket
}

/** Before what the server sends is in the document, or after. */
export type RemoteMoment = 'beforeTransaction' | 'afterTransaction'

/** One project, opened in this tab: document, undo, connection, local store and presence. */
export interface ProjectSession {
  readonly projectId: string
  readonly doc: ProjectDoc
  readonly store: DocumentStore
  readonly undo: UndoControl
  readonly origin: EditorOrigin
  readonly awareness: Awareness
  readonly presence: Presence
  readonly status: { get: () => SyncStatus; subscribe: (listener: () => void) => () => void }
  /** Own are this tab's edits, those of other tabs of this browser, and what waited here before a reload. */
  readonly isOwn: (clientId: number) => boolean
  /** Calls back after each transaction that brought edits of others; deleted values are still readable. */
  readonly onRemote: (listener: (transaction: Y.Transaction) => void, when?: RemoteMoment) => () => void
  /** True once there is something to show: from this device or from the server. */
  readonly loaded: () => boolean
  /** Set after a refusal: close this session and open another with it. */
  readonly renewal: () => Renewal | null
  /** What the server does not hold yet, for a copy as a file. */
  readonly unsent: () => Unsent
  /** The whole document as one update. */
  readonly encode: () => Uint8Array
  /** Gives up what the server does not hold, on this device too; `renewal` then says so. */
  readonly dropUnsent: () => Promise<void>
  /** Tries again now: after a sign-in, or by the button. */
  readonly retry: () => void
  readonly close: () => Promise<void>
}

const ACKNOWLEDGE_MS = 300
/** A tab whose store another tab is about to empty tries again after this (ms). */
const OTHER_TAB_MS = 500

/** Opens a project: from this device first, then from the server. Never throws for a missing network. */
export function openProjectSession(config: SessionConfig): ProjectSession {
  return new LiveSession(config).session
}

class LiveSession {
  readonly session: ProjectSession
  readonly #config: SessionConfig
  readonly #y = new Y.Doc({ gc: true })
  readonly #copy: ServerCopy
  readonly #connection: Connection
  readonly #listeners = new Set<() => void>()
  readonly #origin: EditorOrigin
  #persistence: Persistence | null = null
  #acknowledged: Acknowledged = { snapshot: null, changes: 0 }
  /** Edits counted since this tab opened the project. */
  #counted = 0
  #keeping: Keeping = 'memory'
  #loaded = false
  #renewal: Renewal | null = null
  #replay: Replay | null
  #acknowledgeTimer: ReturnType<typeof setTimeout> | undefined
  #status: SyncStatus
  #closed = false

  constructor(config: SessionConfig) {
    this.#config = config
    this.#replay = replayOf(config.renewal)
    // First of all: what it refuses nobody else may hear.
    this.#y.on('update', this.#judge)
    this.#copy = new ServerCopy(this.#y)
    this.#origin = { kind: 'editor', label: config.user.name }
    const doc = openProjectDoc(this.#y)
    const awareness = new Awareness(this.#y)
    awareness.setLocalState(null)
    const { projectId, getToken, openSocket } = config
    this.#connection = new Connection(
      {
        url: config.url ?? collaborationUrl(config.projectId),
        projectId,
        y: this.#y,
        awareness,
        getToken,
        ...(openSocket && { openSocket }),
      },
      {
        onState: () => this.#changed(),
        onSynced: () => this.#onSynced(),
        onDrained: () => this.#onDrained(),
        onPresence: (message) => this.session.presence.receive(message),
        onRefused: (refused) => void this.#onRefused(refused),
        onEpochOver: () => void this.#onEpochOver(),
      },
    )
    this.#status = this.#describe()
    this.session = {
      projectId,
      doc,
      store: createDocumentStore(doc),
      undo: createUndo(doc, this.#origin),
      origin: this.#origin,
      awareness,
      presence: new Presence(awareness, (frame) => this.#connection.sendFrame(frame)),
      status: { get: () => this.#status, subscribe: this.#subscribe },
      isOwn: (clientId) => this.#copy.isOwn(clientId),
      onRemote: this.#onRemote,
      loaded: () => this.#loaded,
      renewal: () => this.#renewal,
      unsent: () => ({ projectId, changes: this.#acknowledged.changes, parts: this.#copy.parts() }),
      encode: () => Y.encodeStateAsUpdate(this.#y),
      dropUnsent: () => this.#dropUnsent(),
      retry: () => this.#isFork || this.#connection.reconnect(),
      close: () => this.#close(),
    }
    this.#y.on('afterTransaction', this.#onTransaction)
    window.addEventListener('online', this.#onNetwork)
    window.addEventListener('offline', this.#onNetwork)
    window.addEventListener('pagehide', this.#onPageHide)
    void this.#start()
  }

  readonly #subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly #onRemote: ProjectSession['onRemote'] = (listener, when = 'afterTransaction') => {
    const onTransaction = (transaction: Y.Transaction): void => {
      if (isOfServer(transaction.origin)) listener(transaction)
    }
    this.#y.on(when, onTransaction)
    return () => this.#y.off(when, onTransaction)
  }

  get #isFork(): boolean {
    return (this.#config.fork ?? null) !== null
  }

  async #start(): Promise<void> {
    if (this.#isFork) return this.#startFork()
    if (canKeepLocally()) {
      try {
        await this.#openStore()
      } catch (error) {
        this.#setKeeping('failed', error)
      }
    }
    if (this.#closed) return void this.#persistence?.close()
    this.#goOn()
    this.#connection.connect()
  }

  #startFork(): void {
    const { fork, renewal } = this.#config
    if (renewal?.kind === 'undone') return this.#goOn()
    this.#copy.load({ known: fork ?? new Uint8Array(), own: null })
    if (fork) Y.applyUpdate(this.#y, fork, LOCAL_STORE_ORIGIN)
    this.#loaded = true
    this.#changed()
  }

  /** Without a local store, what is left of the session before comes by hand. */
  #goOn(): void {
    const { renewal } = this.#config
    if (renewal?.kind !== 'undone' || this.#persistence !== null) return
    const { parts, changes } = renewal
    this.#copy.load(parts)
    for (const update of [parts.known, parts.own])
      if (update !== null) Y.applyUpdate(this.#y, update, LOCAL_STORE_ORIGIN)
    this.#acknowledged = { ...this.#acknowledged, changes }
    this.#loaded = true
    this.#changed()
  }

  async #openStore(): Promise<void> {
    const { user, projectId } = this.#config
    const opened = await Persistence.open({
      userId: user.id,
      projectId,
      y: this.#y,
      copy: this.#copy,
      acknowledged: () => this.#acknowledged,
      onKeeping: (keeping, error) => this.#setKeeping(keeping, error),
      onTabState: (acknowledged) => {
        if (this.#counted === 0) this.#acknowledged = acknowledged
        this.#changed()
      },
    })
    this.#persistence = opened.persistence
    this.#acknowledged = opened.acknowledged
    // The count may be older than the last write of another tab; the snapshot tells whether anything waits at all.
    if (opened.loaded && this.#acknowledged.changes === 0 && !this.#isAcknowledged()) this.#count()
    this.#loaded ||= opened.loaded
    this.#setKeeping('kept', null)
  }

  readonly #onTransaction = ({ changed, origin }: Y.Transaction): void => {
    // The first half of an insert is not a change of its own [M5].
    if (changed.size === 0 || origin === CREATE_ORIGIN) return
    if (isLocalEdit(origin) || origin === TAB_ORIGIN) this.#count()
  }

  #count(): void {
    clearTimeout(this.#acknowledgeTimer)
    this.#counted += 1
    this.#persistence?.expectUpdate()
    this.#acknowledged = { ...this.#acknowledged, changes: this.#acknowledged.changes + 1 }
    this.#changed()
  }

  /** Everything is on the server. The snapshot walks the whole document, so it is taken when the hand rests. */
  #onDrained(): void {
    this.#acknowledged = { ...this.#acknowledged, changes: 0 }
    this.#copy.drained()
    this.#persistence?.drained()
    clearTimeout(this.#acknowledgeTimer)
    this.#acknowledgeTimer = setTimeout(() => {
      this.#acknowledged = { ...this.#acknowledged, snapshot: Y.encodeSnapshot(Y.snapshot(this.#y)) }
      this.#copy.fold()
      this.#persistence?.acknowledgedChanged()
    }, ACKNOWLEDGE_MS)
    this.#changed()
  }

  #isAcknowledged(): boolean {
    const { snapshot } = this.#acknowledged
    return snapshot !== null && Y.equalSnapshots(Y.decodeSnapshot(snapshot), Y.snapshot(this.#y))
  }

  #onSynced(): void {
    this.#loaded = true
    const replay = this.#replay
    if (replay !== null) replayOn(this.session.doc, replay, this.#origin)
    this.#replay = null
    this.#changed()
  }

  /** The server's gate, before the server: what it would refuse is nobody's business but ours [G4]. */
  readonly #judge = (update: Uint8Array, origin: unknown, _y: Y.Doc, transaction: Y.Transaction): void => {
    if (!isLocalEdit(origin)) return
    const refusal = judgeOwnUpdate(update, transaction)
    if (refusal === null) return
    this.#y.off('update', this.#judge)
    this.#connection.stop('refused')
    this.#copy.freeze()
    this.#persistence?.freeze()
    // oxlint-disable-next-line no-console -- a bug of ours by definition: whoever looks into it must find it
    console.error(`A change was not sent and is undone: ${refusal.code} at ${refusal.key}`)
    // It has been counted a moment ago.
    const changes = Math.max(0, this.#acknowledged.changes - (origin === CREATE_ORIGIN ? 0 : 1))
    this.#acknowledged = { ...this.#acknowledged, changes }
    const replay = this.#replay === null ? null : withoutKey(this.#replay, refusal.key)
    this.#renewal =
      replay === null
        ? { kind: 'undone', refusal, parts: this.#copy.parts(), changes }
        : { kind: 'refused', refusal, replay, changes }
    this.#changed()
  }

  async #onRefused(refusal: Refusal): Promise<void> {
    const { known } = this.#copy.parts()
    const local = Y.encodeStateAsUpdate(this.#y)
    const { renewal } = this.#config
    const before = replayOf(renewal)?.refused ?? []
    // A tab that does not write has told all its edits to the one that does, which makes them again.
    const isMine = this.#persistence?.isWriter ?? true
    // Then the document stays open as it is, with its copy on this device, until somebody tries again.
    const rests = before.length >= MAX_REPLAYS
    if (!rests) {
      this.#copy.freeze()
      this.#persistence?.freeze()
    }
    try {
      await this.#persistence?.store.saveRescue(`${refusal.code} ${refusal.key}`, local, known)
      if (rests) return this.#changed()
      if (isMine) await this.#persistence?.abandon()
    } catch (error) {
      // The copy in memory still feeds the replay; the page says that it is not kept on this device.
      this.#setKeeping('failed', error)
    }
    const refused = [...before, refusal.key]
    const { changes } = this.#acknowledged
    this.#renewal = { kind: 'refused', refusal, replay: isMine ? { known, local, refused } : null, changes }
    this.#changed()
  }

  async #dropUnsent(): Promise<void> {
    this.#connection.stop('noAccess')
    this.#copy.freeze()
    this.#persistence?.freeze()
    await this.#persistence?.abandon()
    this.#renewal = { kind: 'dropped' }
    this.#changed()
  }

  /** What the server has is out of the old document's reach; what it has not got is made again on the new one [C15]. */
  async #onEpochOver(): Promise<void> {
    const { known, own } = this.#copy.parts()
    const local = Y.encodeStateAsUpdate(this.#y)
    const isMine = this.#persistence?.isWriter ?? true
    const earlier = this.#replay
    this.#copy.freeze()
    this.#persistence?.freeze()
    try {
      if (own !== null) await this.#persistence?.store.saveRescue(EPOCH_OVER, local, known)
    } catch (error) {
      // The copy in memory still feeds the replay; the page says that it is not kept on this device.
      this.#setKeeping('failed', error)
    }
    try {
      await this.#leaveStore(isMine)
    } catch (error) {
      this.#setKeeping('failed', error)
    }
    const replay = isMine && own !== null ? joined(earlier, { known, local, refused: [] }) : earlier
    this.#renewal = { kind: 'outdated', replay, changes: this.#acknowledged.changes }
    this.#changed()
  }

  /** Other tabs of this browser are read from the same place: the one that writes empties it, or the next document would be the old one. */
  async #leaveStore(isMine: boolean): Promise<void> {
    if (isMine) return this.#persistence?.abandon()
    this.#persistence?.leave()
    await new Promise((resolve) => setTimeout(resolve, OTHER_TAB_MS))
  }

  readonly #onNetwork = (): void => {
    this.#changed()
    if (navigator.onLine && this.#connection.state.phase === 'waiting') this.#connection.connect()
  }

  readonly #onPageHide = (): void => {
    this.#connection.flush()
    void this.#persistence?.settle()
  }

  #setKeeping(keeping: Keeping, _error: unknown): void {
    this.#keeping = keeping
    this.#changed()
  }

  #describe(): SyncStatus {
    const { changes } = this.#acknowledged
    if (this.#isFork) return { kind: 'fork', changes, problem: null, keeping: this.#keeping }
    return describeSync({
      ...this.#connection.state,
      networkUp: navigator.onLine,
      changes,
      keeping: this.#keeping,
      writing: this.#persistence?.isWriting ?? false,
    })
  }

  #changed(): void {
    const next = this.#describe()
    const { kind, changes, problem, keeping } = this.#status
    const same = next.kind === kind && next.changes === changes && next.problem === problem && next.keeping === keeping
    if (!same) this.#status = next
    for (const listener of this.#listeners) listener()
  }

  async #close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#acknowledgeTimer)
    window.removeEventListener('online', this.#onNetwork)
    window.removeEventListener('offline', this.#onNetwork)
    window.removeEventListener('pagehide', this.#onPageHide)
    this.session.presence.dispose()
    this.#connection.close()
    this.session.undo.dispose()
    this.session.store.dispose()
    await this.#persistence?.close()
    this.session.awareness.destroy()
    this.#y.destroy()
  }
}

/** The project is named for balancers only, which bring its people together in one process [C12]. */
function collaborationUrl(projectId: string): string {
  return `${location.origin.replace(/^http/, 'ws')}/collaboration?project=${encodeURIComponent(projectId)}`
}
