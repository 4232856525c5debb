import { createHash } from 'node:crypto'

import { newId } from '@axiom/shared/ids'
import { MongoClient } from 'mongodb'

import type { StoreAddress } from '../openDb.ts'

export interface TestDatabase {
  /** `MONGODB_URI` with a database of its own. */
  uri: string
  drop: () => Promise<void>
}

/** A database that nobody else uses, on the server that `MONGODB_URI` names. */
export function testDatabase(): TestDatabase {
  const uri = withSuffix(serverUri(), newId(10))
  return {
    uri,
    async drop() {
      const client = new MongoClient(uri)
      await client.db().dropDatabase()
      await client.close()
    },
  }
}

/** The stores of a test: in the folder, or where the tests run on MongoDB in the database that belongs to it. */
export function testStores(dataDir: string): StoreAddress {
  if (!process.env['MONGODB_URI']) return { dataDir }
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 10)
  return { dataDir, mongoUri: withSuffix(serverUri(), hash) }
}

/** The address of a server with another database. */
export function withDatabase(uri: string, name: string): string {
  const [, server = '', query = ''] = /^([^/]+:\/\/[^/?]+)\/?[^?]*(\?.*)?$/.exec(uri) ?? []
  return `${server}/${name}${query}`
}

function withSuffix(uri: string, suffix: string): string {
  return withDatabase(uri, `${databaseOf(uri)}_${suffix}`)
}

function databaseOf(uri: string): string {
  return /^[^/]+:\/\/[^/]+\/([^?]+)/.exec(uri)?.[1] ?? 'axiom_test'
}

function serverUri(): string {
  const uri = process.env['MONGODB_URI']
  if (!uri) throw new Error('These tests need a MongoDB: set MONGODB_URI.')
  return uri
}
