import { type Attribution, type Chunk, STALE } from './chunkStore.ts'
import type { Outcomes } from './groupCommit.ts'
import type { LogEntry } from './logProtocol.ts'
import { readBytes, storeBytes } from './mongoBytes.ts'
import { staleProjects } from './mongoEpoch.ts'
import { insertAll } from './mongoInsert.ts'
import type { MongoLog, StoredAttribution, StoredChunk } from './mongoLog.ts'

/** One insert for all entries [C3]. Rejects when nobody knows whether they are stored. */
export async function appendChunks(log: MongoLog, entries: readonly LogEntry[]): Promise<Outcomes> {
  const documents = await Promise.all(entries.map((entry) => toStored(log, entry)))
  const { existing, refused } = await insertAll(log.chunks, documents)
  const outcomes = documents.map((_, i) => refused.get(i) ?? null)
  for (const i of existing) {
    const chunk = entries[i]?.chunk
    if (chunk && !(await isStored(log, chunk))) outcomes[i] = 'another chunk has this id'
  }
  await refuseStale(log, entries, outcomes)
  return outcomes
}

/** What came too late for its epoch is in nobody's document: loads skip it, and nobody is told that it is kept [C14]. */
async function refuseStale(log: MongoLog, entries: readonly LogEntry[], outcomes: (string | null)[]): Promise<void> {
  const epochs = new Map(entries.map(({ chunk }) => [chunk.d, chunk.e ?? 0]))
  const stale = await staleProjects(log, epochs)
  if (stale.size === 0) return
  entries.forEach(({ chunk }, i) => {
    if (stale.has(chunk.d)) outcomes[i] ??= STALE
  })
  const late = entries.filter(({ chunk }) => stale.has(chunk.d)).map(({ chunk }) => chunk._id)
  // One that is covered came in time, with an answer that was lost.
  await log.chunks.deleteMany({ d: { $in: [...stale] }, _id: { $in: late }, coveredBy: { $exists: false } })
}

async function toStored(log: MongoLog, { chunk, attribution }: LogEntry): Promise<StoredChunk> {
  const { _id, d, k, e = 0 } = chunk
  const bytes = await storeBytes(log.chunkParts, chunk)
  return { _id, d, k, ...bytes, ...(e > 0 && { e }), ...(attribution ? { a: toAttribution(attribution) } : {}) }
}

function toAttribution({ by, origin, reason, wrote, touched }: Attribution): StoredAttribution {
  return {
    at: new Date(),
    by,
    origin,
    ...(reason !== undefined && { reason }),
    wrote: wrote.map(({ client, from, to }) => [client, from, to]),
    touched: [...touched],
  }
}

/** A repeat after an unknown outcome is success, anything else under this id is a bug. */
async function isStored(log: MongoLog, chunk: Chunk): Promise<boolean> {
  const found = await log.chunks.findOne({ _id: chunk._id, d: chunk.d })
  const bytes = found && (await readBytes(log.chunkParts, found))
  return bytes !== null && Buffer.compare(bytes, chunk.u) === 0
}
