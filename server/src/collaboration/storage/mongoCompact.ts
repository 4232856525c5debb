import { chunkIdAt, newChunkId } from './chunkId.ts'
import { type ChunkStore, GRACE_MS } from './chunkStore.ts'
import { mustBeStored, partsOf, storeBytes } from './mongoBytes.ts'
import { insertAll } from './mongoInsert.ts'
import { claimsOf, loadChunks } from './mongoLoad.ts'
import type { MongoLog } from './mongoLog.ts'
import type { StateThread } from './stateProtocol.ts'

/** Parts without their document belong to a write under way, or after this time to one that was cut off. */
const CUT_OFF_MS = 3_600_000

/**
 * One snapshot of all that was read, by any replica and without a lock [C5]: the snapshot first, whom the client ids belong to and
 * who wrote what next, and only then the mark that makes others skip exactly what it was built of.
 */
export async function compactChunks(log: MongoLog, state: StateThread, d: string): ReturnType<ChunkStore['compact']> {
  const { chunks, seen, epoch } = await loadChunks(log, d, null)
  await removeCutOff(log, d, seen)
  const merged = chunks.length < 2 ? null : await state.call({ kind: 'merge', updates: chunks.map((chunk) => chunk.u) })
  if (merged === null) return null
  const id = { _id: newChunkId(), d, k: 's', ...(epoch > 0 && { e: epoch }) } as const
  const bytes = await storeBytes(log.chunkParts, { ...id, u: merged.update })
  mustBeStored(await insertAll(log.chunks, [{ ...id, ...bytes }]))
  const ids = merged.indexes.flatMap((i) => chunks[i]?._id ?? [])
  await moveAttributions(log, d, ids)
  const mark = { $set: { coveredBy: id._id, expireAt: new Date(Date.now() + GRACE_MS) } }
  await log.chunks.updateMany({ d, _id: { $in: ids }, coveredBy: { $exists: false } }, mark)
  await log.chunkParts.updateMany(partsOf(d, ids), { $set: { expireAt: mark.$set.expireAt } })
  return { snapshotId: id._id, covered: ids.length }
}

/** They outlive the chunks. Whoever compacts at the same time writes the same. */
export async function moveAttributions(log: MongoLog, d: string, ids: readonly string[]): Promise<void> {
  const attributed = await log.chunks
    .find({ d, _id: { $in: [...ids] }, a: { $exists: true } }, { projection: { a: 1 } })
    .toArray()
  const owners = [...claimsOf(attributed)].map(([client, owner]) => ({ _id: `${d}/${client}`, d, client, owner }))
  mustBeStored(await insertAll(log.owners, owners))
  const attributions = attributed.flatMap(({ _id, a }) => (a ? [{ _id, d, ...a }] : []))
  mustBeStored(await insertAll(log.attributions, attributions))
}

/** Parts whose document never came. A seed's id tells no time. */
async function removeCutOff(log: MongoLog, d: string, seen: ReadonlySet<string>): Promise<void> {
  const between = { $gt: chunkIdAt(1), $lt: chunkIdAt(Date.now() - CUT_OFF_MS) }
  const found = await log.chunkParts.distinct('s', { d, k: 'p', s: between })
  const cutOff = found.filter((id) => !seen.has(id))
  if (cutOff.length > 0) await log.chunkParts.deleteMany(partsOf(d, cutOff))
}
