import { DuplicateKey, type Collection, type Db } from '../../platform/db/port.ts'

export interface StoredUser {
  _id: string
  name: string
  email: string
  passwordHash: string
  role: 'user' | 'admin'
  createdAt: string
}

export async function createUserStore(db: Db) {
  const users: Collection<StoredUser> = db.collection('users')
  await users.createIndex({ email: 1 }, { unique: true })
  return {
    find: (id: string) => users.findOne({ _id: id }),
    findByEmail: (email: string) => users.findOne({ email }),
    findMany: (ids: string[]) => users.find({ _id: { $in: ids } }),
    /** The first account administers; two that register at once are told apart by the serial transaction. False when the address is taken. */
    async insert(user: Omit<StoredUser, 'role'>): Promise<StoredUser | false> {
      try {
        return await db.withTransaction(
          async (session) => {
            const first = (await users.countDocuments({}, { limit: 1, session })) === 0
            const made: StoredUser = { ...user, role: first ? 'admin' : 'user' }
            await users.insertOne(made, { session })
            return made
          },
          { serial: 'first account' },
        )
      } catch (error) {
        if (error instanceof DuplicateKey) return false
        throw error
      }
    },
    rename: (id: string, name: string) => users.findOneAndUpdate({ _id: id }, { $set: { name } }),
  }
}

export type UserStore = Awaited<ReturnType<typeof createUserStore>>
