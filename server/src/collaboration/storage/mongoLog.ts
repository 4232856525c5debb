import type { Collection, Db, MongoClient } from 'mongodb'

import { connectMongo } from '../../platform/db/mongo/connect.ts'
import { ATTRIBUTION_MS } from './history.ts'

/** Bytes of any size: themselves, or in how many parts they lie and how these are checked [C6]. */
export interface StoredBytes {
  u?: Uint8Array
  of?: number
  /** SHA-256 of all parts together. */
  hash?: string
}

/** One part of the document `s`; its id is that of the document, a slash and a number. */
export interface StoredPart {
  _id: string
  d: string
  k: 'p'
  s: string
  u: Uint8Array
  expireAt?: Date
}

/** A chunk as MongoDB keeps it; `d` is its project. */
export interface StoredChunk extends StoredBytes {
  _id: string
  d: string
  k: 'u' | 's'
  /** Within the chunk, so that one insert stores both or neither; compaction moves it out [C2]. */
  a?: StoredAttribution
  /** Its epoch; missing in the first one [C14]. */
  e?: number
  coveredBy?: string
  expireAt?: Date
}

export interface StoredAttribution {
  at: Date
  by: string | null
  origin: 'client' | 'server'
  reason?: string
  wrote: [client: number, from: number, to: number][]
  touched: string[]
}

export interface StoredOwner {
  _id: string
  d: string
  client: number
  owner: string | null
}

/** In which epoch the log of the project `_id` is. A project without one is in its first. */
export interface StoredEpoch {
  _id: string
  epoch: number
  /** The chunk that is to begin the next one, while somebody is about to put it there. */
  closing?: string
}

/** The packed state of a version or release. */
export interface StoredSnapshot extends StoredBytes {
  _id: string
  d: string
  k: 's'
  size: number
}

/** The collections of the log. Chunks are immutable but for `coveredBy` and `expireAt`. Parts lie beside what they belong to. */
export interface MongoLog {
  client: MongoClient
  chunks: Collection<StoredChunk>
  chunkParts: Collection<StoredPart>
  attributions: Collection<StoredAttribution & { _id: string; d: string }>
  owners: Collection<StoredOwner>
  epochs: Collection<StoredEpoch>
  snapshots: Collection<StoredSnapshot>
  snapshotParts: Collection<StoredPart>
}

/** Connects and makes the indexes. Throws with what is wrong and what to do. */
export async function openMongoLog(uri: string): Promise<MongoLog> {
  const { client, database } = await connectMongo(uri)
  const log = collectionsOf(client, database)
  await Promise.all([
    // All that the last look of a load asks for.
    log.chunks.createIndex({ d: 1, k: 1, _id: 1, coveredBy: 1, e: 1 }),
    log.chunks.createIndex({ expireAt: 1 }, { expireAfterSeconds: 0 }),
    log.attributions.createIndex({ d: 1, _id: 1 }),
    log.attributions.createIndex({ at: 1 }, { expireAfterSeconds: ATTRIBUTION_MS / 1_000 }),
    log.owners.createIndex({ d: 1 }),
    log.snapshots.createIndex({ d: 1, k: 1, _id: 1 }),
  ])
  return log
}

function collectionsOf(client: MongoClient, database: Db): MongoLog {
  const options = { promoteBuffers: true }
  return {
    client,
    chunks: database.collection('log_chunks', options),
    chunkParts: database.collection('log_chunks', options),
    attributions: database.collection('log_attributions'),
    owners: database.collection('log_owners'),
    epochs: database.collection('log_epochs'),
    snapshots: database.collection('log_snapshots', options),
    snapshotParts: database.collection('log_snapshots', options),
  }
}

/** Deletes all that there is of a project. */
export async function removeProject(log: MongoLog, projectId: string): Promise<void> {
  const { chunks, attributions, owners, snapshots, epochs } = log
  // Parts lie in the same collections, under the same `d`.
  for (const collection of [chunks, attributions, owners, snapshots]) await collection.deleteMany({ d: projectId })
  await epochs.deleteOne({ _id: projectId })
}
