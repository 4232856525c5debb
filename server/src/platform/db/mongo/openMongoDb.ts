import type { Db as MongoDatabase } from 'mongodb'

import { checkName, checkPrefix, isDatabaseName } from '../paths.ts'
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
  const opened = new Map<string, Database>()
  function database(name: string): Database {
    const known =
      opened.get(name) ?? openDatabase(client.db(name), { transact: (work) => withTransaction(work), database })
    opened.set(name, known)
    return known
  }
  return {
    ...database(home.databaseName),
    database(name) {
      if (name !== home.databaseName && !isDatabaseName(name))
        throw new RangeError(`Not a database name: ${JSON.stringify(name)}`)
      return database(name)
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

interface Opening extends Pick<Around, 'transact'> {
  database: (name: string) => Database
}

function openDatabase(database: MongoDatabase, { transact, database: other }: Opening): Database {
  const name = database.databaseName
  const referred: Around['referred'] = (to) => other(to.database ?? name).collection(to.collection)
  return {
    name,
    collection: <T extends Document>(of: string): Collection<T> =>
      new MongoCollection<T>(database.collection<Stored>(checkName(of)), { transact, referred }),
    async listCollections(prefix) {
      const found = database.listCollections({ name: { $regex: `^${checkPrefix(prefix)}` } }, { nameOnly: true })
      const all = await found.toArray().catch((error: unknown) => {
        throw toPortError(error)
      })
      return all.map((one) => one.name).sort()
    },
  }
}
