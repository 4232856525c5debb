import type { StoreAddress } from '../../platform/db/openDb.ts'
import type { ChunkStore } from './chunkStore.ts'
import { MongoChunkStore } from './mongoChunkStore.ts'
import type { SnapshotStore } from './snapshotStore.ts'
import { SqliteChunkStore } from './sqliteChunkStore.ts'

/** Everything that is kept of documents. */
export type ProjectLog = ChunkStore & { readonly snapshots: SnapshotStore }

/** The update log of an installation. Rejects, saying what to do, when it cannot be read and written. */
export function openProjectLog({ mongoUri, dataDir }: StoreAddress): Promise<ProjectLog> {
  return mongoUri === undefined ? SqliteChunkStore.open(dataDir) : MongoChunkStore.open(mongoUri)
}
