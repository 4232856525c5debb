import type { Collection, Db } from '../../platform/db/port.ts'

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

export async function createSessionStore(db: Db) {
  const sessions: Collection<StoredSession> = db.collection('sessions')
  await sessions.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 })
  await sessions.createIndex({ userId: 1 })
  return {
    insert: (session: StoredSession) => sessions.insertOne(session),
    find: (id: string) => sessions.findOne({ _id: id }),
    /** Rotates only if the token is still the one that was read: of two at once, one wins. */
    async rotate(
      session: StoredSession,
      next: Pick<StoredSession, 'tokenHash' | 'rotatedAt' | 'expiresAt'>,
    ): Promise<boolean> {
      const filter = { _id: session._id, tokenHash: session.tokenHash }
      const result = await sessions.updateOne(filter, { $set: { ...next, previousHash: session.tokenHash } })
      return result.matchedCount === 1
    },
    remove: (id: string) => sessions.deleteOne({ _id: id }),
  }
}

export type SessionStore = Awaited<ReturnType<typeof createSessionStore>>
