import * as Y from 'yjs'

import { LocalStore, type Acknowledged } from './localStore.ts'
import type { Keeping } from './syncStatus.ts'

const WRITE_MS = 100
const RETRY_MS = 5_000
/** Origin of states read back from this device: neither sent as new nor counted as a change. */
export const LOCAL_STORE_ORIGIN = { kind: 'local-store' } as const
/** Origin of edits heard from another tab of the same browser; the server gets them from both, which is harmless. */
export const TAB_ORIGIN = { kind: 'tab' } as const

/** Local stores need Web Locks, which only secure origins have; elsewhere work is kept in memory and the page says so. */
export function canKeepLocally(): boolean {
  return globalThis.isSecureContext && 'locks' in navigator && 'indexedDB' in globalThis
}

interface Config {
  userId: string
  projectId: string
  y: Y.Doc
  acknowledged: () => Acknowledged
  onKeeping: (keeping: Keeping, error: unknown) => void
  /** Shown edits of other tabs, so that each tab's status counts them too. */
  onTabUpdate?: () => void
}

/**
 * Keeps a document on this device. Every open tab hears the others' edits, but only the one that holds the lock writes; when it
 * closes, the next tab takes over with a full state.
 */
export class Persistence {
  readonly #config: Config
  readonly #store: LocalStore
  readonly #channel: BroadcastChannel
  readonly #release = Promise.withResolvers<void>()
  #writer = false
  #pending: Uint8Array[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #inFlight = 0
  #expected = false
  #closed = false

  private constructor(config: Config, store: LocalStore) {
    this.#config = config
    this.#store = store
    this.#channel = new BroadcastChannel(`axiom:${config.userId}:${config.projectId}`)
  }

  /** Loads what is on this device into the document, then writes every further update. */
  static async open(
    config: Config,
  ): Promise<{ persistence: Persistence; loaded: boolean; acknowledged: Acknowledged }> {
    const store = await LocalStore.open(config.userId, config.projectId)
    const { update, acknowledged } = await store.load()
    if (update !== null) Y.applyUpdate(config.y, update, LOCAL_STORE_ORIGIN)
    const persistence = new Persistence(config, store)
    persistence.#start()
    return { persistence, loaded: update !== null, acknowledged }
  }

  /** True while some edit is not on this device yet: the page must not claim that it is. */
  get isWriting(): boolean {
    return this.#writer && (this.#expected || this.#pending.length > 0 || this.#inFlight > 0)
  }

  /** An edit was counted; its update follows in the same turn, after the status was described. */
  expectUpdate(): void {
    this.#expected = true
  }

  get store(): LocalStore {
    return this.#store
  }

  /** The acknowledged snapshot moved on; kept with the next write, or now if there is none. */
  acknowledgedChanged(): void {
    this.#schedule(WRITE_MS)
  }

  /** Resolves once everything so far is written (or has failed and was reported). */
  async settle(): Promise<void> {
    clearTimeout(this.#timer)
    this.#write()
    await this.#writing
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#config.y.off('update', this.#onUpdate)
    await this.settle()
    this.#closed = true
    this.#channel.close()
    this.#release.resolve()
    this.#store.close()
  }

  #start(): void {
    const { y, userId, projectId, onKeeping } = this.#config
    y.on('update', this.#onUpdate)
    this.#channel.addEventListener('message', (event: MessageEvent<Uint8Array>) => {
      Y.applyUpdate(y, event.data, TAB_ORIGIN)
      this.#config.onTabUpdate?.()
    })
    void navigator.locks
      .request(`axiom:${userId}:${projectId}`, () => {
        if (this.#closed) return
        this.#writer = true
        // The tab before us may have gone with unwritten edits that we have heard: start with all we know.
        this.#enqueue(() => this.#store.replace(Y.encodeStateAsUpdate(y), this.#config.acknowledged()))
        return this.#release.promise
      })
      .catch((error: unknown) => onKeeping('failed', error))
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin === LOCAL_STORE_ORIGIN) return
    if (isLocalEdit(origin)) this.#channel.postMessage(update)
    this.#pending.push(update)
    this.#schedule(WRITE_MS)
  }

  #schedule(wait: number): void {
    this.#timer ??= setTimeout(() => this.#write(), wait)
  }

  #write(): void {
    this.#timer = undefined
    const pending = this.#pending
    this.#pending = []
    this.#expected = false
    if (!this.#writer || this.#closed) return
    const acknowledged = this.#config.acknowledged()
    this.#enqueue(() =>
      pending.length === 0
        ? this.#store.saveAcknowledged(acknowledged)
        : this.#store.append(Y.mergeUpdates(pending), acknowledged, () => Y.encodeStateAsUpdate(this.#config.y)),
    )
  }

  #enqueue(work: () => Promise<void>): void {
    this.#inFlight++
    this.#writing = this.#writing.then(work).then(
      () => {
        this.#inFlight--
        this.#config.onKeeping('kept', null)
      },
      (error: unknown) => {
        this.#inFlight--
        this.#config.onKeeping('failed', error)
        // The store is marked broken, so the retry writes the whole state. A retry without news would be silent for ever.
        if (!this.#closed) this.#retryLater()
      },
    )
  }

  #retryLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#pending = []
      if (this.#writer)
        this.#enqueue(() => this.#store.replace(Y.encodeStateAsUpdate(this.#config.y), this.#config.acknowledged()))
    }, RETRY_MS)
  }
}

/** True for edits made in this tab; false for what came from the server, this device or another tab. */
export function isLocalEdit(origin: unknown): boolean {
  if (origin === TAB_ORIGIN || origin === LOCAL_STORE_ORIGIN) return false
  return !(typeof origin === 'object' && origin !== null && 'sendFrame' in origin)
}
