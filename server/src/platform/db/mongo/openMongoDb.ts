import { checkName } from '../paths.ts'
import type { Collection, Db, Document } from '../port.ts'
import { MongoCollection, type Stored } from './collection.ts'
import { connectMongo } from './connect.ts'
import { toPortError } from './errors.ts'
import { type Lock, runTransaction } from './transaction.ts'

const LOCK_SECONDS = 3600

/** The store of an installation with several processes: any MongoDB with transactions (replica set or sharded). */
export async function openMongoDb({ uri }: { uri: string }): Promise<Db> {
  const { client, database } = await connectMongo(uri)
  const locks = database.collection<Lock>('locks')
  await locks.createIndex({ at: 1 }, { expireAfterSeconds: LOCK_SECONDS })
  const withTransaction: Db['withTransaction'] = (work, order = {}) => runTransaction(client, locks, work, order)
  const collection = <T extends Document>(name: string): Collection<T> =>
    new MongoCollection<T>(database.collection<Stored>(checkName(name)), {
      transact: (work) => withTransaction(work),
      collection,
    })
  return {
    collection,
    withTransaction,
    async countCollections(prefix) {
      const names = database.listCollections({ name: { $regex: `^${checkName(prefix)}` } }, { nameOnly: true })
      const all = await names.toArray().catch((error: unknown) => {
        throw toPortError(error)
      })
      return all.length
    },
    async ping() {
      await database.command({ ping: 1 }).catch((error: unknown) => {
        throw toPortError(error)
      })
    },
    close: () => client.close(),
  }
}
