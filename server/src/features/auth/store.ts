import { DuplicateKey, type Collection, type Db } from '../../platform/db/port.ts'

export interface StoredUser {
  _id: string
  name: string
  email: string
  passwordHash: string
  role: 'user' | 'admin'
  createdAt: string
}

/** One sign-in on one device: a family of refresh tokens, of which only the newest (and for a moment its predecessor) works. */
export interface StoredSession {
  _id: string
  userId: string
  tokenHash: string
  previousHash: string | null
  rotatedAt: number
  createdAt: string
  expiresAt: Date
}

/** Users and sessions: the collections this feature owns. */
export async function createAuthStore(db: Db) {
  const users: Collection<StoredUser> = db.collection('users')
  const sessions: Collection<StoredSession> = db.collection('sessions')
  await users.createIndex({ email: 1 }, { unique: true })
  await sessions.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 })
  await sessions.createIndex({ userId: 1 })
  return {
    findUser: (id: string) => users.findOne({ _id: id }),
    findUserByEmail: (email: string) => users.findOne({ email }),
    findUsers: (ids: string[]) => users.find({ _id: { $in: ids } }),
    /** The first account administers; two that register at once are told apart by the transaction. False when the address is taken. */
    async insertUser(user: Omit<StoredUser, 'role'>): Promise<StoredUser | false> {
      try {
        return await db.withTransaction(async (session) => {
          const first = (await users.countDocuments({}, { limit: 1, session })) === 0
          const made: StoredUser = { ...user, role: first ? 'admin' : 'user' }
          await users.insertOne(made, { session })
          return made
        })
      } catch (error) {
        if (error instanceof DuplicateKey) return false
        throw error
      }
    },
    renameUser: (id: string, name: string) => users.findOneAndUpdate({ _id: id }, { $set: { name } }),
    insertSession: (session: StoredSession) => sessions.insertOne(session),
    findSession: (id: string) => sessions.findOne({ _id: id }),
    /** Rotates only if the token is still the one that was read: of two at once, one wins. */
    async rotate(
      session: StoredSession,
      next: { tokenHash: string; rotatedAt: number; expiresAt: Date },
    ): Promise<boolean> {
      const filter = { _id: session._id, tokenHash: session.tokenHash }
      const result = await sessions.updateOne(filter, { $set: { ...next, previousHash: session.tokenHash } })
      return result.matchedCount === 1
    },
    deleteSession: (id: string) => sessions.deleteOne({ _id: id }),
  }
}

export type AuthStore = Awaited<ReturnType<typeof createAuthStore>>
