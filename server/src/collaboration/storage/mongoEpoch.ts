import { newChunkId } from './chunkId.ts'
import type { ChunkStore } from './chunkStore.ts'
import { mustBeStored, partsOf, storeBytes } from './mongoBytes.ts'
import { moveAttributions } from './mongoCompact.ts'
import { insertAll } from './mongoInsert.ts'
import { loadChunks } from './mongoLoad.ts'
import type { MongoLog, StoredEpoch } from './mongoLog.ts'
import type { StateThread } from './stateProtocol.ts'

/** Old chunks stay: nothing else has kept how the document came about [C14]. */
const REPLACED_MS = 30 * 24 * 3_600_000
const DURABLE = { writeConcern: { w: 'majority', journal: true } } as const

/**
 * Begins a new epoch without a lock that could be left behind [C14]. Who rebuilds first says so (`closing`), then looks whether the log
 * is what it has read, then replaces it if nobody has taken its word back. Who appends inserts first, and then takes back whatever it
 * finds said. So of two that meet at least one sees the other, and what is acknowledged is in the log that counts.
 */
export async function rebuildLog(log: MongoLog, state: StateThread, d: string): ReturnType<ChunkStore['rebuild']> {
  const { chunks, seen, epoch } = await loadChunks(log, d, null)
  const rebuilt =
    chunks.length === 0 ? null : await state.call({ kind: 'rebuild', updates: chunks.map((chunk) => chunk.u) })
  if (rebuilt === null) return null
  const id = { _id: newChunkId(), d, k: 's', e: epoch + 1 } as const
  const ids = [...seen]
  await moveAttributions(log, d, ids)
  const retired = [rebuilt.client, ...rebuilt.retired]
  mustBeStored(
    await insertAll(
      log.owners,
      retired.map((client) => ({ _id: `${d}/${client}`, d, client, owner: null })),
    ),
  )
  const bytes = await storeBytes(log.chunkParts, { ...id, u: rebuilt.update })
  if (!(await say(log, d, epoch, id._id))) return null
  const listed = await log.chunks.find({ d, k: { $in: ['u', 's'] } }, { projection: { _id: 1 } }).toArray()
  const isSame = listed.every((chunk) => seen.has(chunk._id))
  if (!isSame || !(await replace(log, { ...id, ...bytes }, ids))) {
    await takeBack(log, { _id: d, epoch, closing: id._id })
    return null
  }
  return { epoch: epoch + 1 }
}

/** The projects among `epochs` (project → epoch) whose log is in another one by now; to be asked after the insert. */
export async function staleProjects(log: MongoLog, epochs: ReadonlyMap<string, number>): Promise<Set<string>> {
  const filter = { _id: { $in: [...epochs.keys()] } }
  let found = await log.epochs.find(filter).toArray()
  const said = found.filter(({ closing }) => closing !== undefined)
  if (said.length > 0) {
    for (const one of said) await takeBack(log, one)
    found = await log.epochs.find(filter).toArray()
  }
  return new Set(found.filter(({ _id, epoch }) => epoch !== epochs.get(_id)).map(({ _id }) => _id))
}

async function say(log: MongoLog, d: string, epoch: number, closing: string): Promise<boolean> {
  mustBeStored(await insertAll(log.epochs, [{ _id: d, epoch: 0 }]))
  // Somebody else's word is overwritten: theirs is then refused.
  const { matchedCount } = await log.epochs.updateOne({ _id: d, epoch }, { $set: { closing } }, DURABLE)
  return matchedCount === 1
}

async function takeBack(log: MongoLog, { _id, epoch, closing }: StoredEpoch): Promise<void> {
  if (closing !== undefined) await log.epochs.updateOne({ _id, epoch, closing }, { $unset: { closing: '' } }, DURABLE)
}

/** False when the word was taken back meanwhile. */
async function replace(
  log: MongoLog,
  first: Parameters<MongoLog['chunks']['insertOne']>[0] & { e: number },
  ids: readonly string[],
): Promise<boolean> {
  const { _id, d, e } = first
  const expireAt = new Date(Date.now() + REPLACED_MS)
  const inLog = { d, _id: { $in: [...ids] }, coveredBy: { $exists: false } }
  return log.client.withSession((session) =>
    session.withTransaction(async () => {
      const next = { $set: { epoch: e }, $unset: { closing: '' } } as const
      const { matchedCount } = await log.epochs.updateOne({ _id: d, epoch: e - 1, closing: _id }, next, { session })
      if (matchedCount === 0) return false
      await log.chunks.insertOne(first, { session })
      await log.chunkParts.updateMany(partsOf(d, ids), { $set: { expireAt } }, { session })
      await log.chunks.updateMany(inLog, { $set: { coveredBy: _id, expireAt } }, { session })
      return true
    }, DURABLE),
  )
}
