import { newId } from '@axiom/shared/ids'
import { MongoClient } from 'mongodb'

export interface TestDatabase {
  /** `MONGODB_URI` with a database of its own. */
  uri: string
  drop: () => Promise<void>
}

/** A database that nobody else uses, on the server that `MONGODB_URI` names. */
export function testDatabase(): TestDatabase {
  const server = process.env['MONGODB_URI']
  if (server === undefined || server === '') throw new Error('These tests need a MongoDB: set MONGODB_URI.')
  const [, address = '', query = ''] = /^([^/]+:\/\/[^/?]+)\/?[^?]*(\?.*)?$/.exec(server) ?? []
  const name = `axiom_test_${newId(10)}`
  return {
    uri: `${address}/${name}${query}`,
    async drop() {
      const client = new MongoClient(server)
      await client.db(name).dropDatabase()
      await client.close()
    },
  }
}
