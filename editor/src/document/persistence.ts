import * as Y from 'yjs'

import { LocalStore, type Acknowledged, type Batch } from './localStore.ts'
import { isLocalEdit, isOfTab, LOCAL_STORE_ORIGIN } from './origins.ts'
import type { ServerCopy } from './serverCopy.ts'
import type { Keeping } from './syncStatus.ts'
import { Tabs } from './tabs.ts'

const WRITE_MS = 100
const RETRY_MS = 5_000

/** Local stores need Web Locks, which only secure origins have; elsewhere work is kept in memory and the page says so. */
export function canKeepLocally(): boolean {
  return globalThis.isSecureContext && 'locks' in navigator && 'indexedDB' in globalThis
}

interface Config {
  userId: string
  projectId: string
  y: Y.Doc
  copy: ServerCopy
  acknowledged: () => Acknowledged
  onKeeping: (keeping: Keeping, error: unknown) => void
  /** What another tab knew that was not on this device yet. */
  onTabState: (acknowledged: Acknowledged) => void
}

/**
 * Keeps a document on this device. Every open tab hears the others' edits, but only the one that holds the lock writes; when it
 * closes, the next tab takes over with a full state.
 */
export class Persistence {
  readonly #config: Config
  readonly #store: LocalStore
  readonly #tabs: Tabs
  readonly #release = Promise.withResolvers<void>()
  #writer = false
  #known: Uint8Array[] = []
  #own: Uint8Array[] = []
  #settled = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<void> = Promise.resolve()
  #inFlight = 0
  #expected = false
  #frozen = false
  #abandoned = false
  #closed = false

  private constructor(config: Config, store: LocalStore) {
    this.#config = config
    this.#store = store
    this.#tabs = new Tabs({
      name: `axiom:${config.userId}:${config.projectId}`,
      y: config.y,
      // What is given up goes to nobody.
      isWriter: () => this.#writer && !this.#frozen,
      acknowledged: config.acknowledged,
      onState: config.onTabState,
      onWritten: () => config.onKeeping('kept', null),
    })
  }

  /** Loads what is on this device into the document, then writes every further update. */
  static async open(
    config: Config,
  ): Promise<{ persistence: Persistence; loaded: boolean; acknowledged: Acknowledged }> {
    const store = await LocalStore.open(config.userId, config.projectId)
    const { parts, acknowledged } = await store.load()
    if (parts !== null) {
      config.copy.load(parts)
      for (const update of [parts.known, parts.own])
        if (update !== null) Y.applyUpdate(config.y, update, LOCAL_STORE_ORIGIN)
    }
    const persistence = new Persistence(config, store)
    persistence.#start()
    return { persistence, loaded: parts !== null, acknowledged }
  }

  /** True while some edit is not on this device yet: the page must not claim that it is. */
  get isWriting(): boolean {
    if (!this.#writer) return this.#expected || this.#tabs.isWaiting
    return this.#expected || this.#known.length > 0 || this.#own.length > 0 || this.#inFlight > 0
  }

  /** This tab is the one that writes. */
  get isWriter(): boolean {
    return this.#writer
  }

  /** An edit was counted; its update follows in the same turn, after the status was described. */
  expectUpdate(): void {
    this.#expected = true
  }

  get store(): LocalStore {
    return this.#store
  }

  /** The server has acknowledged every own edit; kept with the next write. */
  drained(): void {
    this.#known.push(...this.#own)
    this.#own = []
    this.#settled = true
    this.#schedule(WRITE_MS)
  }

  /** The acknowledged snapshot moved on; kept with the next write, or now if there is none. */
  acknowledgedChanged(): void {
    this.#schedule(WRITE_MS)
  }

  /** Nothing that follows is kept: the document is given up. */
  freeze(): void {
    // Not only off: when called from a listener before ours, ours is still to come.
    this.#frozen = true
    this.#config.y.off('update', this.#onUpdate)
  }

  /** Another tab empties the store: this one writes nothing any more, not even when the lock comes to it. */
  leave(): void {
    this.freeze()
    this.#abandoned = true
  }

  /** Forgets this project's state on this device; what is written here from now on is nothing. */
  async abandon(): Promise<void> {
    this.freeze()
    await this.settle()
    this.#abandoned = true
    await this.#store.clear()
  }

  /** Resolves once everything so far is written (or has failed and was reported). */
  async settle(): Promise<void> {
    clearTimeout(this.#timer)
    this.#write()
    // While this tab waits it may become the one that writes, and then it writes the whole state.
    while (this.#inFlight > 0) await this.#writing
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.freeze()
    await this.settle()
    // Once more, without a turn between the look and the flag: whoever gets the lock then finds this tab closed.
    while (this.#inFlight > 0) await this.#writing
    this.#closed = true
    this.#tabs.close()
    this.#release.resolve()
    this.#store.close()
  }

  #start(): void {
    const { y, userId, projectId, onKeeping } = this.#config
    y.on('update', this.#onUpdate)
    void navigator.locks
      .request(`axiom:${userId}:${projectId}`, () => {
        if (this.#closed || this.#abandoned) return
        this.#writer = true
        // The tab before us may have gone with unwritten edits that we have heard: start with all we know.
        this.#writeWhole()
        return this.#release.promise
      })
      .catch((error: unknown) => onKeeping('failed', error))
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (this.#frozen || origin === LOCAL_STORE_ORIGIN) return
    const isOwn = isLocalEdit(origin)
    if (isOwn) this.#tabs.tell(update, origin)
    // From here on the other tabs' word counts.
    if (!this.#writer) this.#expected = false
    if (isOwn || isOfTab(origin)) this.#own.push(update)
    else this.#known.push(update)
    this.#schedule(WRITE_MS)
  }

  #schedule(wait: number): void {
    this.#timer ??= setTimeout(() => this.#write(), wait)
  }

  /** Takes what waits; null while another tab writes. */
  #take(): Batch {
    const merged = (updates: Uint8Array[]): Uint8Array | null => (updates.length > 0 ? Y.mergeUpdates(updates) : null)
    const batch = {
      known: merged(this.#known),
      own: merged(this.#own),
      settled: this.#settled,
      acknowledged: this.#config.acknowledged(),
    }
    this.#known = []
    this.#own = []
    this.#settled = false
    this.#expected = false
    return batch
  }

  #write(): void {
    this.#timer = undefined
    if (this.#closed || this.#abandoned) return
    if (!this.#writer) {
      // Whoever takes over writes everything; what waited here is in the document.
      this.#known = []
      this.#own = []
      return
    }
    const batch = this.#take()
    this.#enqueue(() => this.#store.append(batch, () => this.#config.copy.parts()))
  }

  #writeWhole(): void {
    this.#take()
    this.#enqueue(() => this.#store.replace(this.#config.copy.parts(), this.#config.acknowledged()))
  }

  #enqueue(work: () => Promise<void>): void {
    this.#inFlight++
    const tell = this.#tabs.takeHeard()
    this.#writing = this.#writing.then(work).then(
      () => {
        this.#inFlight--
        tell()
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
      if (this.#writer) this.#writeWhole()
    }, RETRY_MS)
  }
}
