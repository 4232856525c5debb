import type { Collection, Db } from '../../platform/db/port.ts'

/** One sign-in at one app on one device. */
export interface StoredAppSession {
  _id: string
  projectId: string
  userId: string
  /** A member of the project who looks at the app, not an account of it. */
  member: boolean
  /** Of the cookie's secret. */
  tokenHash: string
  createdAt: Date
  expiresAt: Date
}

export type LinkPurpose = 'reset' | 'verify' | 'invite' | 'enter'

/** What a link in a mail is good for, once. */
export interface StoredAppLink {
  /** Hash of the link's secret. */
  _id: string
  projectId: string
  userId: string
  purpose: LinkPurpose
  expiresAt: Date
}

/** Sessions and one-time links of all apps; both end by themselves. */
export async function createAppSessionStore(db: Db, now: () => number) {
  const sessions: Collection<StoredAppSession> = db.collection('app_sessions')
  const links: Collection<StoredAppLink> = db.collection('app_links')
  await sessions.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 })
  await sessions.createIndex({ projectId: 1, userId: 1 })
  await links.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 3600 })
  await links.createIndex({ projectId: 1, userId: 1 })

  return {
    insert: (session: StoredAppSession) => sessions.insertOne(session),
    find: (projectId: string, id: string) =>
      sessions.findOne({ _id: id, projectId, expiresAt: { $gt: new Date(now()) } }),
    prolong: (id: string, expiresAt: Date) => sessions.updateOne({ _id: id }, { $set: { expiresAt } }),
    remove: (projectId: string, id: string) => sessions.deleteOne({ _id: id, projectId }),
    /** All of a person’s, or all but one. */
    removeOf: (projectId: string, userId: string, except = '') =>
      sessions.deleteMany({ projectId, userId, _id: { $ne: except } }),
    async forgetProject(projectId: string): Promise<void> {
      await sessions.deleteMany({ projectId })
      await links.deleteMany({ projectId })
    },
    insertLink: (link: StoredAppLink) => links.insertOne(link),
    removeLinksOf: (projectId: string, userId: string) => links.deleteMany({ projectId, userId }),
    /** The link, which nobody else gets any more; null for one that was used, has ended or is of another app or purpose. */
    async takeLink(projectId: string, hash: string, purposes: readonly LinkPurpose[]): Promise<StoredAppLink | null> {
      const wanted = { _id: hash, projectId, purpose: { $in: [...purposes] }, expiresAt: { $gt: new Date(now()) } }
      const link = await links.findOne(wanted)
      return link && (await links.deleteOne({ _id: hash })) === 1 ? link : null
    },
  }
}

export type AppSessionStore = Awaited<ReturnType<typeof createAppSessionStore>>
