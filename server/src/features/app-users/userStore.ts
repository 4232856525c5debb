import type { AppClaims, AppUserSettings } from '@axiom/shared/contracts/appUsers'

import { type Collection, type Db, DuplicateKey, type Filter } from '../../platform/db/port.ts'

/** An account of one published app. Its id grows with time, so that pages need no other order. */
export interface StoredAppUser {
  _id: string
  projectId: string
  email: string
  name: string
  /** Null until somebody who was invited has chosen one. */
  passwordHash: string | null
  roles: string[]
  /** What conditions of rules may ask of him; accounts of before have none. */
  claims?: AppClaims
  verified: boolean
  blocked: boolean
  createdAt: string
  lastSeenAt: string | null
}

/** People by their ids, or by the beginnings of their names' words. */
export type WantedPeople = { ids: string[] } | { words: string; limit: number }

export type StoredSettings = AppUserSettings & { _id: string }

/** Nobody gets in by himself until an editor of the project says so. */
const CLOSED: AppUserSettings = { registration: 'invite', verifyEmail: false, findByName: false, roles: [] }

/** The pools: every query names the project. */
export async function createAppUserStore(db: Db) {
  const users: Collection<StoredAppUser> = db.collection('app_users')
  const settings: Collection<StoredSettings> = db.collection('app_user_settings')
  await users.createIndex({ projectId: 1, email: 1 }, { unique: true })
  await users.createIndex({ projectId: 1, _id: -1 })
  const matching = (projectId: string, search: string): Filter => ({
    projectId,
    ...(search === '' ? {} : { $or: [{ email: { $contains: search } }, { name: { $contains: search } }] }),
  })

  return {
    find: (projectId: string, id: string) => users.findOne({ _id: id, projectId }),
    findMany: (projectId: string, ids: string[]) => users.find({ projectId, _id: { $in: ids } }),
    findByEmail: (projectId: string, email: string) => users.findOne({ projectId, email }),
    /** The newest first, behind an id. */
    list: (projectId: string, { search, before, limit }: { search: string; before: string | null; limit: number }) =>
      users.find(
        { $and: [matching(projectId, search), before === null ? {} : { _id: { $lt: before } }] },
        { sort: { _id: -1 }, limit },
      ),
    count: (projectId: string, search: string) => users.countDocuments(matching(projectId, search)),
    /** Those who can use the app: who was only invited has not agreed to anything yet. */
    people: (projectId: string, wanted: WantedPeople, isVerified: boolean) =>
      users.find(
        {
          projectId,
          blocked: false,
          passwordHash: { $ne: null },
          ...(isVerified ? { verified: true } : {}),
          ...('ids' in wanted ? { _id: { $in: wanted.ids } } : { $words: { text: wanted.words, paths: ['name'] } }),
        },
        { sort: { name: 1, _id: 1 }, limit: 'ids' in wanted ? wanted.ids.length : wanted.limit },
      ),
    /** False when the address has an account of this app already. */
    async insert(user: StoredAppUser): Promise<boolean> {
      try {
        await users.insertOne(user)
        return true
      } catch (error) {
        if (error instanceof DuplicateKey) return false
        throw error
      }
    },
    update: (projectId: string, id: string, values: Partial<Omit<StoredAppUser, '_id' | 'projectId'>>) =>
      users.findOneAndUpdate({ _id: id, projectId }, { $set: values }),
    remove: (projectId: string, id: string) => users.deleteOne({ _id: id, projectId }),

    async forgetProject(projectId: string): Promise<void> {
      await users.deleteMany({ projectId })
      await settings.deleteOne({ _id: projectId })
    },

    async settings(projectId: string): Promise<AppUserSettings> {
      const stored = await settings.findOne({ _id: projectId })
      if (!stored) return CLOSED
      const { registration, verifyEmail, roles } = stored
      // Settings of before do not have it.
      return { registration, verifyEmail, findByName: stored.findByName === true, roles }
    },
    async setSettings(projectId: string, values: AppUserSettings): Promise<void> {
      await settings.updateOne({ _id: projectId }, { $set: { ...values } }, { upsert: true })
    },
  }
}

export type AppUserStore = Awaited<ReturnType<typeof createAppUserStore>>
