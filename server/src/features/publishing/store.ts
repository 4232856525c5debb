import type { CompiledApp } from '@axiom/shared/model/app'

import type { Collection, Db } from '../../platform/db/port.ts'

export interface StoredRelease {
  _id: string
  projectId: string
  number: number
  active: boolean
  /** The frozen app as JSON text: one value that no store interprets. */
  app: string
  authorId: string
  authorName: string
  createdAt: string
}

/** Releases of a project; immutable but for which one is active. */
export async function createReleaseStore(db: Db) {
  const releases: Collection<StoredRelease> = db.collection('releases')
  await releases.createIndex({ projectId: 1, number: -1 }, { unique: true })
  return {
    find: (projectId: string, id: string) => releases.findOne({ _id: id, projectId }),
    findActive: (projectId: string) => releases.findOne({ projectId, active: true }),
    findActiveId: async (projectId: string) =>
      (await releases.findOne({ projectId, active: true }, { projection: { _id: 1 } }))?._id ?? null,
    list: (projectId: string) =>
      releases.find({ projectId }, { sort: { number: -1 }, limit: 200, projection: { app: 0 } }),
    /** Inserts and activates in one transaction; the number follows the last one. */
    insertActive: (release: Omit<StoredRelease, 'number' | 'active'>) =>
      db.withTransaction(async (session) => {
        const [last] = await releases.find(
          { projectId: release.projectId },
          { sort: { number: -1 }, limit: 1, session },
        )
        await releases.updateMany(
          { projectId: release.projectId, active: true },
          { $set: { active: false } },
          { session },
        )
        const made: StoredRelease = { ...release, number: (last?.number ?? 0) + 1, active: true }
        await releases.insertOne(made, { session })
        return made
      }),
    activate: (projectId: string, id: string) =>
      db.withTransaction(async (session) => {
        await releases.updateMany({ projectId, active: true }, { $set: { active: false } }, { session })
        return releases.findOneAndUpdate({ _id: id, projectId }, { $set: { active: true } }, { session })
      }),
  }
}

export type ReleaseStore = Awaited<ReturnType<typeof createReleaseStore>>

/** The frozen app of a release; it was written by `compileApp` of this or an earlier version. */
export function appOf(release: StoredRelease): CompiledApp {
  return JSON.parse(release.app) as CompiledApp
}
