import { applyDifference, diffDocuments } from '@axiom/shared/document/diff'
import { CREATE_ORIGIN, openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { createDocumentStore, type DocumentStore } from '@axiom/shared/document/store'
import { createUndo, type UndoControl } from '@axiom/shared/document/undo'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { Connection, type Socket } from './connection.ts'
import type { Acknowledged } from './localStore.ts'
import { canKeepLocally, isLocalEdit, Persistence } from './persistence.ts'
import { Presence } from './presence.ts'
import { withoutRefused, type Rejected } from './refusal.ts'
import { describeSync, type Keeping, type SyncStatus } from './syncStatus.ts'
import { touchedKeys } from './touched.ts'

export interface SessionConfig {
  projectId: string
  user: { id: string; name: string }
  getToken: (options: { fresh: boolean }) => Promise<string>
  /** Work of a session that the server refused, to be replayed on its fresh document [G4]. */
  replay?: Rejected | null
  url?: string
  openSocket?: (url: string) => Socket
}

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
  /** True once there is something to show: from this device or from the server. */
  readonly loaded: () => boolean
  /** Set after a refusal: close this session and open another with it as `replay`. */
  readonly rejected: () => Rejected | null
  /** Tries again now: after a sign-in, or by the button. */
  readonly retry: () => void
  readonly close: () => Promise<void>
}

const ACKNOWLEDGE_MS = 300

/** Opens a project: from this device first, then from the server. Never throws for a missing network. */
export function openProjectSession(config: SessionConfig): ProjectSession {
  return new LiveSession(config).session
}

class LiveSession {
  readonly session: ProjectSession
  readonly #config: SessionConfig
  readonly #y = new Y.Doc({ gc: true })
  readonly #connection: Connection
  readonly #listeners = new Set<() => void>()
  readonly #origin: EditorOrigin
  #persistence: Persistence | null = null
  #acknowledged: Acknowledged = { snapshot: null, changes: 0, touched: [] }
  #touched = new Set<string>()
  #keeping: Keeping = 'memory'
  #loaded = false
  #rejected: Rejected | null = null
  #acknowledgeTimer: ReturnType<typeof setTimeout> | undefined
  #status: SyncStatus
  #closed = false

  constructor(config: SessionConfig) {
    this.#config = config
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
        onRefused: (refused) => void this.#onRefused(refused.key),
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
      loaded: () => this.#loaded,
      rejected: () => this.#rejected,
      retry: () => this.#connection.reconnect(),
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

  async #start(): Promise<void> {
    if (canKeepLocally()) {
      try {
        await this.#openStore()
      } catch (error) {
        this.#setKeeping('failed', error)
      }
    }
    if (this.#closed) return void this.#persistence?.close()
    this.#connection.connect()
  }

  async #openStore(): Promise<void> {
    const { user, projectId } = this.#config
    const opened = await Persistence.open({
      userId: user.id,
      projectId,
      y: this.#y,
      acknowledged: () => this.#acknowledged,
      onKeeping: (keeping, error) => this.#setKeeping(keeping, error),
      onTabUpdate: () => this.#count([]),
    })
    this.#persistence = opened.persistence
    this.#acknowledged = opened.acknowledged
    this.#touched = new Set(opened.acknowledged.touched)
    // The count may be older than the last write of another tab; the snapshot tells whether anything waits at all.
    if (opened.loaded && this.#acknowledged.changes === 0 && !this.#isAcknowledged()) this.#count([])
    this.#loaded ||= opened.loaded
    this.#setKeeping('kept', null)
  }

  readonly #onTransaction = (transaction: Y.Transaction): void => {
    if (transaction.changed.size === 0 || !isLocalEdit(transaction.origin)) return
    // The first half of an insert is not a change of its own [M5].
    const keys = touchedKeys(transaction)
    if (transaction.origin === CREATE_ORIGIN) for (const key of keys) this.#touched.add(key)
    else this.#count(keys)
  }

  #count(keys: readonly string[]): void {
    for (const key of keys) this.#touched.add(key)
    clearTimeout(this.#acknowledgeTimer)
    this.#persistence?.expectUpdate()
    this.#acknowledged = { ...this.#acknowledged, changes: this.#acknowledged.changes + 1, touched: [...this.#touched] }
    this.#changed()
  }

  /** Everything is on the server. The snapshot walks the whole document, so it is taken when the hand rests. */
  #onDrained(): void {
    this.#touched.clear()
    this.#acknowledged = { ...this.#acknowledged, changes: 0, touched: [] }
    clearTimeout(this.#acknowledgeTimer)
    this.#acknowledgeTimer = setTimeout(() => {
      this.#acknowledged = { ...this.#acknowledged, snapshot: Y.encodeSnapshot(Y.snapshot(this.#y)) }
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
    const replay = this.#config.replay ?? null
    if (replay !== null && !replay.replayed) {
      replay.replayed = true
      const local = new Y.Doc()
      Y.applyUpdate(local, replay.update)
      const difference = withoutRefused(diffDocuments(this.session.doc, openProjectDoc(local)), replay)
      applyDifference(this.session.doc, difference, this.#origin)
      local.destroy()
    }
    this.#changed()
  }

  async #onRefused(key: string): Promise<void> {
    const update = Y.encodeStateAsUpdate(this.#y)
    try {
      await this.#persistence?.store.saveRescue(key, update)
      await this.#persistence?.settle()
      await this.#persistence?.store.clear()
    } catch (error) {
      // The copy in memory still feeds the replay; the page says that it is not kept on this device.
      this.#setKeeping('failed', error)
    }
    this.#rejected = { update, key, touched: [...this.#touched], replayed: false }
    this.#changed()
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
    return describeSync({
      ...this.#connection.state,
      networkUp: navigator.onLine,
      changes: this.#acknowledged.changes,
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
