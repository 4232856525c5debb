import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb'
import * as Y from 'yjs'

/** What is known to be on the server, and how much is not: survives a reload, so that a cold start tells the truth. */
export interface Acknowledged {
  /** Encoded Y.Snapshot (state vector and delete set); null before the first acknowledgement. */
  snapshot: Uint8Array | null
  changes: number
  /** `root/row/key` of every change that waits, for the replay after a refusal [G4]. */
  touched: string[]
}

export interface Rescue {
  id?: number
  projectId: string
  at: number
  reason: string
  update: Uint8Array
}

export interface Schema extends DBSchema {
  chunks: { key: number; value: { projectId: string; update: Uint8Array }; indexes: { project: string } }
  projects: { key: string; value: Acknowledged & { projectId: string } }
  rescues: { key: number; value: Rescue; indexes: { project: string } }
}

type ChunkStore = IDBPObjectStore<Schema, ('chunks' | 'projects')[], 'chunks', 'readwrite'>

/** From this many chunks on, the next write folds them into one snapshot. */
const COMPACT_AT = 200
export const databaseName = (userId: string): string => `axiom:${userId}`

/** The document's bytes on this device, per user: appended updates, folded into a snapshot now and then. */
export class LocalStore {
  readonly #db: IDBPDatabase<Schema>
  readonly #projectId: string
  #chunks = 0
  /** A write failed: chunks in between are missing, so the next write must be a full state. */
  #broken = false

  private constructor(db: IDBPDatabase<Schema>, projectId: string) {
    this.#db = db
    this.#projectId = projectId
  }

  static async open(userId: string, projectId: string): Promise<LocalStore> {
    const db = await openDB<Schema>(databaseName(userId), 1, {
      upgrade(database) {
        database.createObjectStore('chunks', { autoIncrement: true }).createIndex('project', 'projectId')
        database.createObjectStore('projects', { keyPath: 'projectId' })
        database
          .createObjectStore('rescues', { keyPath: 'id', autoIncrement: true })
          .createIndex('project', 'projectId')
      },
    })
    return new LocalStore(db, projectId)
  }

  async load(): Promise<{ update: Uint8Array | null; acknowledged: Acknowledged }> {
    const tx = this.#db.transaction(['chunks', 'projects'])
    const [chunks, row] = await Promise.all([
      tx.objectStore('chunks').index('project').getAll(this.#projectId),
      tx.objectStore('projects').get(this.#projectId),
    ])
    this.#chunks = chunks.length
    return {
      update: chunks.length === 0 ? null : Y.mergeUpdates(chunks.map((chunk) => chunk.update)),
      acknowledged: row ?? { snapshot: null, changes: 0, touched: [] },
    }
  }

  /** Appends one update together with what it means for the status; both or neither. */
  async append(update: Uint8Array, acknowledged: Acknowledged, fullState: () => Uint8Array): Promise<void> {
    if (this.#broken || this.#chunks >= COMPACT_AT) return this.replace(fullState(), acknowledged)
    await this.#write(acknowledged, async (chunks) => {
      await chunks.add({ projectId: this.#projectId, update })
    })
    this.#chunks += 1
  }

  /** Puts one full state in the place of all chunks, in one transaction: a crash leaves the old or the new, never half. */
  async replace(update: Uint8Array, acknowledged: Acknowledged): Promise<void> {
    await this.#write(acknowledged, async (chunks) => {
      const old = await chunks.index('project').getAllKeys(this.#projectId)
      await chunks.add({ projectId: this.#projectId, update })
      for (const key of old) await chunks.delete(key)
    })
    this.#chunks = 1
    this.#broken = false
  }

  async #write(acknowledged: Acknowledged, work: (chunks: ChunkStore) => Promise<void>): Promise<void> {
    const tx = this.#db.transaction(['chunks', 'projects'], 'readwrite', { durability: 'strict' })
    // The first failing request reports; the transaction's own rejection says the same again.
    tx.done.catch(() => undefined)
    try {
      await work(tx.objectStore('chunks'))
      await tx.objectStore('projects').put({ ...acknowledged, projectId: this.#projectId })
      await tx.done
    } catch (error) {
      this.#broken = true
      throw error
    }
  }

  async saveAcknowledged(acknowledged: Acknowledged): Promise<void> {
    await this.#db.put('projects', { ...acknowledged, projectId: this.#projectId })
  }

  /** Keeps a whole state aside before the document starts afresh; nothing removes it but the user. */
  async saveRescue(reason: string, update: Uint8Array): Promise<void> {
    await this.#db.add('rescues', { projectId: this.#projectId, at: Date.now(), reason, update })
  }

  async listRescues(): Promise<Rescue[]> {
    return this.#db.getAllFromIndex('rescues', 'project', this.#projectId)
  }

  /** Forgets this project's state (rescue copies stay). */
  async clear(): Promise<void> {
    const tx = this.#db.transaction(['chunks', 'projects'], 'readwrite')
    const chunks = tx.objectStore('chunks')
    const old = await chunks.index('project').getAllKeys(this.#projectId)
    await Promise.all([
      ...old.map((key) => chunks.delete(key)),
      tx.objectStore('projects').delete(this.#projectId),
      tx.done,
    ])
    this.#chunks = 0
  }

  close(): void {
    this.#db.close()
  }
}

/** Unsent changes of all projects of a user on this device; sign-out asks when there are any. */
export async function countUnsent(userId: string): Promise<number> {
  if (typeof indexedDB === 'undefined') return 0
  const known = await indexedDB.databases()
  if (!known.some(({ name }) => name === databaseName(userId))) return 0
  const db = await openDB<Schema>(databaseName(userId))
  try {
    return (await db.getAll('projects')).reduce((sum, row) => sum + row.changes, 0)
  } finally {
    db.close()
  }
}

/** Removes everything of a user from this device; only after he said so. */
export async function wipeLocal(userId: string): Promise<void> {
  await deleteDB(databaseName(userId))
}
