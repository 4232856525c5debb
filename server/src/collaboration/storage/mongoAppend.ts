import type { Attribution, Chunk } from './chunkStore.ts'
import type { Outcomes } from './groupCommit.ts'
import type { LogEntry } from './logProtocol.ts'
import { readBytes, storeBytes } from './mongoBytes.ts'
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
  return outcomes
}

async function toStored(log: MongoLog, { chunk, attribution }: LogEntry): Promise<StoredChunk> {
  const { _id, d, k } = chunk
  const bytes = await storeBytes(log.chunkParts, chunk)
  return { _id, d, k, ...bytes, ...(attribution ? { a: toAttribution(attribution) } : {}) }
}

function toAttribution({ by, origin, wrote, touched }: Attribution): StoredAttribution {
  return {
    at: new Date(),
    by,
    origin,
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
