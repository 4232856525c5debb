import { deleteDB, openDB, type DBSchema, type IDBPDatabase, type IDBPObjectStore } from 'idb'
import * as Y from 'yjs'

import type { Parts } from './serverCopy.ts'
import type { Unsent } from './unsent.ts'

/** What is known to be on the server, and how much is not: survives a reload, so that a cold start tells the truth. */
export interface Acknowledged {
  /** Encoded Y.Snapshot (state vector and delete set); null before the first acknowledgement. */
  snapshot: Uint8Array | null
  changes: number
}

/** One write: what came from the server, own edits that it has not acknowledged, and how that stands. */
export interface Batch {
  known: Uint8Array | null
  own: Uint8Array | null
  /** The server has acknowledged every own edit that was written before. */
  settled: boolean
  acknowledged: Acknowledged
}

export interface Rescue {
  id?: number
  projectId: string
  at: number
  reason: string
  update: Uint8Array
  /** What the server had of it; missing in copies of older pages. */
  known?: Uint8Array
}

export interface Schema extends DBSchema {
  chunks: { key: number; value: { projectId: string; update: Uint8Array; own: boolean }; indexes: { project: string } }
  /** Own chunks up to the key `settledTo` are acknowledged. */
  projects: { key: string; value: Acknowledged & { projectId: string; settledTo: number } }
  rescues: { key: number; value: Rescue; indexes: { project: string } }
}

type ChunkStore = IDBPObjectStore<Schema, ('chunks' | 'projects')[], 'chunks', 'readwrite'>
type Chunk = Schema['chunks']['value']

/** From this many chunks on, the next write folds them into one snapshot. */
const COMPACT_AT = 200
export const databaseName = (userId: string): string => `axiom:${userId}`

/** The document's bytes on this device, per user: appended updates, folded into a snapshot now and then. */
export class LocalStore {
  readonly #db: IDBPDatabase<Schema>
  readonly #projectId: string
  #chunks = 0
  #lastKey = 0
  #settledTo = 0
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
      // Somebody signs out in another tab and discards: an open connection would hold that up for ever.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    })
    return new LocalStore(db, projectId)
  }

  async load(): Promise<{ parts: Parts | null; acknowledged: Acknowledged }> {
    const { chunks, lastKey, settledTo, parts, acknowledged } = await readProject(this.#db, this.#projectId)
    this.#chunks = chunks
    this.#lastKey = lastKey
    this.#settledTo = settledTo
    return { parts, acknowledged }
  }

  /** Appends edits together with what they mean for the status; all or nothing. */
  async append(batch: Batch, whole: () => Parts): Promise<void> {
    if (this.#broken || this.#chunks >= COMPACT_AT) return this.replace(whole(), batch.acknowledged)
    const settledTo = batch.settled ? this.#lastKey : this.#settledTo
    const added = [...chunkOf(this.#projectId, batch.known, false), ...chunkOf(this.#projectId, batch.own, true)]
    await this.#write(batch.acknowledged, settledTo, async (chunks) => {
      for (const chunk of added) this.#lastKey = await chunks.add(chunk)
    })
    this.#settledTo = settledTo
    this.#chunks += added.length
  }

  /** Puts a whole state in the place of all chunks, in one transaction: a crash leaves the old or the new, never half. */
  async replace({ known, own }: Parts, acknowledged: Acknowledged): Promise<void> {
    const added = [...chunkOf(this.#projectId, known, false), ...chunkOf(this.#projectId, own, true)]
    await this.#write(acknowledged, 0, async (chunks) => {
      const old = await chunks.index('project').getAllKeys(this.#projectId)
      for (const chunk of added) this.#lastKey = await chunks.add(chunk)
      for (const key of old) await chunks.delete(key)
    })
    this.#chunks = added.length
    this.#settledTo = 0
    this.#broken = false
  }

  async #write(
    acknowledged: Acknowledged,
    settledTo: number,
    work: (chunks: ChunkStore) => Promise<void>,
  ): Promise<void> {
    const tx = this.#db.transaction(['chunks', 'projects'], 'readwrite', { durability: 'strict' })
    // The first failing request reports; the transaction's own rejection says the same again.
    tx.done.catch(() => undefined)
    try {
      await work(tx.objectStore('chunks'))
      await tx.objectStore('projects').put({ ...acknowledged, projectId: this.#projectId, settledTo })
      await tx.done
    } catch (error) {
      this.#broken = true
      throw error
    }
  }

  /** Keeps a whole state aside before the document starts afresh; nothing removes it but the user. */
  async saveRescue(reason: string, update: Uint8Array, known: Uint8Array): Promise<void> {
    await this.#db.add('rescues', { projectId: this.#projectId, at: Date.now(), reason, update, known })
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

function chunkOf(projectId: string, update: Uint8Array | null, own: boolean): Chunk[] {
  return update === null ? [] : [{ projectId, update, own }]
}

async function readProject(db: IDBPDatabase<Schema>, projectId: string) {
  const tx = db.transaction(['chunks', 'projects'])
  const index = tx.objectStore('chunks').index('project')
  const [chunks, keys, row] = await Promise.all([
    index.getAll(projectId),
    index.getAllKeys(projectId),
    tx.objectStore('projects').get(projectId),
  ])
  const settledTo = row?.settledTo ?? 0
  return {
    chunks: chunks.length,
    lastKey: keys.at(-1) ?? 0,
    settledTo,
    parts: partsOf(chunks, keys, settledTo),
    acknowledged: { snapshot: row?.snapshot ?? null, changes: row?.changes ?? 0 },
  }
}

function partsOf(chunks: readonly Chunk[], keys: readonly number[], settledTo: number): Parts | null {
  if (chunks.length === 0) return null
  const isOwn = (i: number): boolean => chunks[i]?.own === true && (keys[i] ?? 0) > settledTo
  const known = chunks.filter((_chunk, i) => !isOwn(i)).map(({ update }) => update)
  const own = chunks.filter((_chunk, i) => isOwn(i)).map(({ update }) => update)
  return {
    known: known.length === 0 ? Y.encodeStateAsUpdate(new Y.Doc()) : Y.mergeUpdates(known),
    own: own.length === 0 ? null : Y.mergeUpdates(own),
  }
}

/** What waits of all projects of a user on this device; sign-out asks when there is anything. */
export async function listUnsent(userId: string): Promise<Unsent[]> {
  if (typeof indexedDB === 'undefined') return []
  const known = await indexedDB.databases()
  if (!known.some(({ name }) => name === databaseName(userId))) return []
  const db = await openDB<Schema>(databaseName(userId))
  try {
    const unsent: Unsent[] = []
    for (const row of await db.getAll('projects')) {
      const { parts } = await readProject(db, row.projectId)
      if (row.changes > 0 && parts !== null) unsent.push({ projectId: row.projectId, changes: row.changes, parts })
    }
    return unsent
  } finally {
    db.close()
  }
}

/** Removes everything of a user from this device; only after he said so. */
export async function wipeLocal(userId: string): Promise<void> {
  await deleteDB(databaseName(userId))
}
