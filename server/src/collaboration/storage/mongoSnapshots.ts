import { partsOf, mustBeStored, readBytes, storeBytes } from './mongoBytes.ts'
import { insertAll } from './mongoInsert.ts'
import { loadChunks } from './mongoLoad.ts'
import type { MongoLog, StoredSnapshot } from './mongoLog.ts'
import type { SnapshotStore } from './snapshotStore.ts'
import type { StateThread } from './stateProtocol.ts'

/** States of versions and releases in MongoDB; large ones in parts like chunks. */
export class MongoSnapshots implements SnapshotStore {
  readonly #log: MongoLog
  readonly #state: () => StateThread

  constructor(log: MongoLog, state: () => StateThread) {
    this.#log = log
    this.#state = state
  }

  async save(projectId: string, snapshotId: string): Promise<number> {
    const id = { _id: `${projectId}/${snapshotId}`, d: projectId, k: 's' } as const
    const stored = await this.#log.snapshots.findOne(id, { projection: { size: 1 } })
    if (stored) return stored.size
    const { chunks } = await loadChunks(this.#log, projectId, null)
    const u = await this.#state().call({ kind: 'pack', updates: chunks.map((chunk) => chunk.u) })
    const bytes = await storeBytes(this.#log.snapshotParts, { ...id, u })
    mustBeStored(await insertAll<StoredSnapshot>(this.#log.snapshots, [{ ...id, size: u.length, ...bytes }]))
    return u.length
  }

  async open(projectId: string, snapshotId: string): Promise<Uint8Array | null> {
    const found = await this.#log.snapshots.findOne({ _id: `${projectId}/${snapshotId}`, d: projectId, k: 's' })
    if (found === null) return null
    const bytes = await readBytes(this.#log.snapshotParts, found)
    if (bytes === null) throw new Error(`parts of the snapshot ${snapshotId} are missing`)
    return this.#state().call({ kind: 'unpack', bytes })
  }

  async remove(projectId: string, snapshotIds: readonly string[]): Promise<void> {
    const ids = snapshotIds.map((snapshotId) => `${projectId}/${snapshotId}`)
    await this.#log.snapshots.deleteMany({ d: projectId, k: 's', _id: { $in: ids } })
    await this.#log.snapshotParts.deleteMany(partsOf(projectId, ids))
  }
}
