import type { Document, Hocuspocus } from '@hocuspocus/server'

/** Hocuspocus wants a request for documents that nobody asked for over HTTP; nothing reads it. */
const NO_REQUEST = new Request('http://localhost/')

/** Sockets that were ended are gone by then. */
const UNLOAD_MS = 5_000

/** What Hocuspocus hears of a failed load: without a message, or it would print it. */
export class LoadFailed extends Error {
  override readonly name = 'LoadFailed'

  constructor(cause: unknown) {
    super('', { cause })
  }
}

interface Lease {
  users: number
  timer: NodeJS.Timeout
}

/**
 * Keeps documents in memory while they are used and for a while after: whoever appends to the log finds the same document to
 * apply to afterwards, so nothing is durable but invisible [C7].
 */
export class DocumentPool {
  readonly #hocuspocus: Hocuspocus
  readonly #idleMs: number
  readonly #leases = new Map<Document, Lease>()
  /** Projects whose document nobody may open at the moment. */
  readonly #locked = new Map<string, Promise<void>>()

  constructor(hocuspocus: Hocuspocus, idleMs: number) {
    this.#hocuspocus = hocuspocus
    this.#idleMs = idleMs
  }

  /** Loads the document if needed; it cannot be unloaded while `work` runs. */
  async use<T>(projectId: string, work: (document: Document) => T | Promise<T>): Promise<T> {
    const document = await this.#open(projectId)
    const lease = this.#lease(document)
    lease.users += 1
    try {
      return await work(document)
    } finally {
      lease.users -= 1
    }
  }

  /** Keeps the document for a while if it is in memory. Resolves when it may be opened. */
  async keep(projectId: string): Promise<void> {
    await this.unlocked(projectId)
    if (this.find(projectId) !== null) await this.use(projectId, () => undefined)
  }

  /** Resolves when the document may be opened. */
  async unlocked(projectId: string): Promise<void> {
    await this.#locked.get(projectId)
  }

  /** The document if it is in memory. */
  find(projectId: string): Document | null {
    return this.#hocuspocus.documents.get(projectId) ?? null
  }

  /** Unloads the document and lets nobody open it while `work` runs. The caller has ended its sockets. Rejects as `work` does. */
  lock(projectId: string, work: () => Promise<void>): Promise<void> {
    const found = this.#locked.get(projectId)
    if (found !== undefined) return found
    const run = this.#unload(projectId)
      .then((isGone) => (isGone ? work() : undefined))
      .finally(() => this.#locked.delete(projectId))
    this.#locked.set(
      projectId,
      // Whoever waits for it doesn't care how it ended.
      run.catch(() => undefined),
    )
    return run
  }

  async close(): Promise<void> {
    await Promise.all(this.#locked.values())
    await Promise.all([...this.#leases.keys()].map((document) => this.#end(document)))
  }

  async #open(projectId: string): Promise<Document> {
    for (;;) {
      await this.unlocked(projectId)
      const config = { isAuthenticated: true, readOnly: false }
      const document = await this.#hocuspocus
        .createDocument(projectId, NO_REQUEST, 'server', config, {})
        .catch((error: unknown) => {
          throw error instanceof LoadFailed ? error.cause : error
        })
      // It may have been unloaded between being found and this turn.
      if (!document.isDestroyed) return document
    }
  }

  /** False when somebody does not let go of it. */
  async #unload(projectId: string): Promise<boolean> {
    const deadline = performance.now() + UNLOAD_MS
    for (;;) {
      const document = this.find(projectId)
      if (document === null) return true
      if (performance.now() > deadline) return false
      const lease = this.#leases.get(document)
      if (lease === undefined) await this.#hocuspocus.unloadDocument(document)
      else if (lease.users === 0) await this.#end(document)
      if (this.find(projectId) === document) await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  #lease(document: Document): Lease {
    const found = this.#leases.get(document)
    if (found !== undefined) {
      found.timer.refresh()
      return found
    }
    document.addDirectConnection()
    const timer = setTimeout(() => this.#expire(document), this.#idleMs).unref()
    const lease = { users: 0, timer }
    this.#leases.set(document, lease)
    return lease
  }

  #expire(document: Document): void {
    const lease = this.#leases.get(document)
    if (lease !== undefined && lease.users > 0) lease.timer.refresh()
    else void this.#end(document)
  }

  async #end(document: Document): Promise<void> {
    const lease = this.#leases.get(document)
    if (lease === undefined) return
    clearTimeout(lease.timer)
    this.#leases.delete(document)
    document.removeDirectConnection()
    await this.#hocuspocus.unloadDocument(document)
  }
}
