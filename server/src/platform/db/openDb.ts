import { join } from 'node:path'

import { openMongoDb } from './mongo/openMongoDb.ts'
import type { Db } from './port.ts'
import { openSqliteDb } from './sqlite/openSqliteDb.ts'

export interface StoreAddress {
  /** Several processes share one installation on MongoDB. */
  mongoUri?: string | undefined
  /** Where a single process keeps its files otherwise. */
  dataDir: string
}

/** The store of an installation. `onSweepError` hears when SQLite cannot remove what has expired. */
export function openDb(
  { mongoUri, dataDir }: StoreAddress,
  onSweepError: (error: unknown) => void = () => undefined,
): Promise<Db> {
  if (mongoUri !== undefined) return openMongoDb({ uri: mongoUri })
  return openSqliteDb({ file: join(dataDir, 'store.db'), onSweepError })
}
