import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { MongoClient } from 'mongodb'

import type { StoreAddress } from '../src/platform/db/openDb.ts'

/** Takes away everything that the update log holds, and nothing else. No server may be running on it. */
export async function loseDocuments({ mongoUri, dataDir }: StoreAddress): Promise<void> {
  if (mongoUri === undefined) {
    for (const suffix of ['', '-wal', '-shm']) await rm(join(dataDir, `log.db${suffix}`), { force: true })
    return
  }
  const client = new MongoClient(mongoUri)
  for (const { collectionName } of await client.db().collections())
    if (collectionName.startsWith('log_')) await client.db().dropCollection(collectionName)
  await client.close()
}
