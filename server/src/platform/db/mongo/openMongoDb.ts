import type { MongoClient } from 'mongodb'

import { checkName, isDatabaseName } from '../paths.ts'
import type { Collection, Database, Db, Document } from '../port.ts'
import { type Around, MongoCollection, type Stored } from './collection.ts'
import { connectMongo } from './connect.ts'
import { toPortError } from './errors.ts'
import { type Lock, runTransaction } from './transaction.ts'

const LOCK_SECONDS = 3600

/** The store of an installation with several processes: any MongoDB with transactions (replica set or sharded). */
export async function openMongoDb({ uri }: { uri: string }): Promise<Db> {
  const { client, database: home } = await connectMongo(uri)
  const locks = home.collection<Lock>('locks')
  await locks.createIndex({ at: 1 }, { expireAfterSeconds: LOCK_SECONDS })
  const withTransaction: Db['withTransaction'] = (work, order = {}) => runTransaction(client, locks, work, order)
  const open = (name: string): Database => openDatabase(client, name, (work) => withTransaction(work))
  const own = open(home.databaseName)
  const others = new Map<string, Database>([[own.name, own]])
  return {
    ...own,
    database(name) {
      const known = others.get(name)
      if (known) return known
      if (!isDatabaseName(name)) throw new RangeError(`Not a database name: ${JSON.stringify(name)}`)
      const opened = open(name)
      others.set(name, opened)
      return opened
    },
    withTransaction,
    async ping() {
      await home.command({ ping: 1 }).catch((error: unknown) => {
        throw toPortError(error)
      })
    },
    close: () => client.close(),
  }
}

function openDatabase(client: MongoClient, name: string, transact: Around['transact']): Database {
  const database = client.db(name)
  const collection = <T extends Document>(of: string): Collection<T> =>
    new MongoCollection<T>(database.collection<Stored>(checkName(of)), { transact, collection })
  return {
    name,
    collection,
    async listCollections(prefix) {
      const found = database.listCollections({ name: { $regex: `^${checkName(prefix)}` } }, { nameOnly: true })
      const all = await found.toArray().catch((error: unknown) => {
        throw toPortError(error)
      })
      return all.map((one) => one.name).sort()
    },
  }
}
