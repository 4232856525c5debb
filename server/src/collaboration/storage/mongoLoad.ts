import { AppError } from '@axiom/shared/errors'
import type { Filter } from 'mongodb'

import type { Chunk, ChunksSince, LoadedChunks } from './chunkStore.ts'
import { readBytes } from './mongoBytes.ts'
import type { MongoLog, StoredChunk } from './mongoLog.ts'

/** Chunks vanish only long after they were covered: to find that more than once is a sign of something else. */
const ATTEMPTS = 5
const UNCOVERED = { coveredBy: { $exists: false } }

/** Nobody can apply no bytes: whoever replays this reports and skips it [C7]. */
const BROKEN = new Uint8Array()

interface Read {
  stored: StoredChunk
  /** Null for a broken one: its parts are not all there as they were written. */
  u: Uint8Array | null
}

type Listed = Pick<StoredChunk, '_id' | 'k' | 'coveredBy' | 'e'>

/**
 * Everything of a project, in the one order that misses nothing: updates, then snapshots, then the list of ids, then what of it is
 * neither read nor covered by something read; all again if some of that has vanished [C3]. Only ids below `before`, unless null.
 */
export async function loadChunks(log: MongoLog, d: string, before: string | null): Promise<LoadedChunks> {
  const bound: Filter<StoredChunk> = before === null ? { d } : { d, _id: { $lt: before } }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const updates = await read(log, { ...bound, k: 'u', ...UNCOVERED })
    const snapshots = await read(log, { ...bound, k: 's', ...UNCOVERED })
    const listed = await list(log, bound)
    const first = [...updates, ...snapshots]
    const missing = missingOf(listed, first)
    const rest = missing.length === 0 ? [] : await read(log, { d, _id: { $in: missing } })
    if (rest.length < missing.length) continue
    const all = [...first, ...rest]
    const seen = new Set([...listed, ...all.map(({ stored }) => stored)].map(({ _id }) => _id))
    const chunks = toChunks(all)
    const epoch = latestOf(chunks)
    return {
      // Others were appended when their epoch was over, and nobody was told that they are kept.
      chunks: chunks.filter(({ e = 0 }) => e === epoch),
      epoch,
      seen,
      owners: await ownersOf(
        log,
        d,
        all.map(({ stored }) => stored),
      ),
    }
  }
  throw new AppError('unavailable', { retryAfter: 1, cause: 'chunks vanish while they are read' })
}

/** Updates with ids above `after` that are not in `known`, covered or not [C10]. */
export async function chunksSince(
  log: MongoLog,
  d: string,
  { after, known }: { after: string; known: ReadonlySet<string> },
): Promise<ChunksSince> {
  const listed = await list(log, { d, _id: { $gt: after } })
  const epoch = latestOf(listed)
  const unknown = listed.filter(({ _id, k }) => k === 'u' && !known.has(_id)).map(({ _id }) => _id)
  if (unknown.length === 0) return { chunks: [], owners: new Map(), epoch }
  const chunks = toChunks(await read(log, { d, _id: { $in: unknown } }))
  const fields = { 'a.by': 1, 'a.origin': 1, 'a.wrote': 1 }
  const uncovered = await log.chunks.find({ d, k: 'u', ...UNCOVERED }, { projection: fields }).toArray()
  return { chunks, owners: await ownersOf(log, d, uncovered), epoch }
}

async function read(log: MongoLog, filter: Filter<StoredChunk>): Promise<Read[]> {
  const found = await log.chunks.find(filter).toArray()
  return Promise.all(found.map(async (stored) => ({ stored, u: await readBytes(log.chunkParts, stored) })))
}

/** Answered by the index alone. */
function list(log: MongoLog, filter: Filter<StoredChunk>): Promise<Listed[]> {
  const kinds: Filter<StoredChunk> = { k: { $in: ['u', 's'] }, ...filter }
  return log.chunks.find(kinds, { projection: { _id: 1, k: 1, coveredBy: 1, e: 1 } }).toArray()
}

/** Ids of what is listed, was not read, and is not contained in something usable that was: snapshots may cover snapshots. */
function missingOf(listed: readonly Listed[], found: readonly Read[]): string[] {
  const coverOf = new Map(listed.map(({ _id, coveredBy }) => [_id, coveredBy]))
  const seen = new Set(found.map(({ stored }) => stored._id))
  const usable = new Set(found.filter(({ u }) => u !== null).map(({ stored }) => stored._id))
  const isCovered = (id: string | undefined): boolean =>
    id !== undefined && (usable.has(id) || isCovered(coverOf.get(id)))
  return listed.filter(({ _id, coveredBy }) => !seen.has(_id) && !isCovered(coveredBy)).map(({ _id }) => _id)
}

function toChunks(found: readonly Read[]): Chunk[] {
  const chunks = found.map(({ stored: { _id, d, k, e = 0 }, u }) => ({
    _id,
    d,
    k,
    u: u ?? BROKEN,
    ...(e > 0 && { e }),
  }))
  return chunks.toSorted((a, b) => (a._id < b._id ? -1 : 1))
}

function latestOf(chunks: readonly { e?: number }[]): number {
  return Math.max(0, ...chunks.map(({ e = 0 }) => e))
}

/** Those that compaction has written down, then those in the chunks themselves, the first of each client id [G2]. */
async function ownersOf(
  log: MongoLog,
  d: string,
  chunks: readonly Pick<StoredChunk, '_id' | 'a'>[],
): Promise<Map<number, string | null>> {
  const written = await log.owners.find({ d }).toArray()
  const owners = new Map(written.map(({ client, owner }) => [client, owner]))
  for (const [client, owner] of claimsOf(chunks)) if (!owners.has(client)) owners.set(client, owner)
  return owners
}

/** To whom the client ids named in these chunks belong: the first that wrote under one has it. */
export function claimsOf(chunks: readonly Pick<StoredChunk, '_id' | 'a'>[]): Map<number, string | null> {
  const claims = new Map<number, string | null>()
  for (const { a } of chunks.toSorted((one, other) => (one._id < other._id ? -1 : 1)))
    for (const [client] of a?.wrote ?? [])
      if (!claims.has(client)) claims.set(client, a?.origin === 'server' ? null : (a?.by ?? null))
  return claims
}
