import type { ScreenView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'

import type { Collection, Db, Session } from '../../platform/db/port.ts'

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

export type ListedRelease = Omit<StoredRelease, 'app'>

/** Releases of a project; immutable but for which one is active. */
export async function createReleaseStore(db: Db) {
  const releases: Collection<StoredRelease> = db.collection('releases')
  await releases.createIndex({ projectId: 1, number: -1 }, { unique: true })
  const withoutApp = { projection: { app: 0 } } as const

  /** Two at once must neither take one number nor leave two active. */
  function change<R>(projectId: string, work: (session: Session) => Promise<R>): Promise<R> {
    return db.withTransaction(work, { serial: `releases of ${projectId}` })
  }

  async function deactivateOthers(projectId: string, id: string, session: Session): Promise<void> {
    const others = { projectId, active: true, _id: { $ne: id } }
    await releases.updateMany(others, { $set: { active: false } }, { session })
  }

  return {
    find: (projectId: string, id: string) => releases.findOne({ _id: id, projectId }),
    findActive: (projectId: string): Promise<ListedRelease | null> =>
      releases.findOne({ projectId, active: true }, withoutApp),
    /** The newest, be it active or not. */
    findLast: async (projectId: string): Promise<StoredRelease | null> =>
      (await releases.find({ projectId }, { sort: { number: -1 }, limit: 1 }))[0] ?? null,
    forgetProject: (projectId: string) => releases.deleteMany({ projectId }),
    list: (projectId: string): Promise<ListedRelease[]> =>
      releases.find({ projectId }, { sort: { number: -1 }, limit: 200, ...withoutApp }),
    /** Inserts and activates, and tells of it in the same transaction; the number follows the last one. */
    insertActive: (
      release: Omit<StoredRelease, 'number' | 'active'>,
      tell: (made: StoredRelease, session: Session) => Promise<void>,
    ): Promise<StoredRelease> =>
      change(release.projectId, async (session) => {
        const { projectId, _id } = release
        const [last] = await releases.find({ projectId }, { sort: { number: -1 }, limit: 1, session, ...withoutApp })
        await deactivateOthers(projectId, _id, session)
        const made: StoredRelease = { ...release, number: (last?.number ?? 0) + 1, active: true }
        await releases.insertOne(made, { session })
        await tell(made, session)
        return made
      }),
    /** Null, and nothing is changed, when there is no such release. */
    activate: (
      projectId: string,
      id: string,
      tell: (activated: ListedRelease, session: Session) => Promise<void>,
    ): Promise<ListedRelease | null> =>
      change(projectId, async (session) => {
        const activated = await releases.findOneAndUpdate(
          { _id: id, projectId },
          { $set: { active: true } },
          { session },
        )
        if (!activated) return null
        await deactivateOthers(projectId, id, session)
        await tell(activated, session)
        return activated
      }),
  }
}

export type ReleaseStore = Awaited<ReturnType<typeof createReleaseStore>>

/** The frozen app of a release; it was written by `compileApp` of this or an earlier version. */
export function appOf(release: StoredRelease): CompiledApp {
  const app = JSON.parse(release.app) as CompiledApp
  // Earlier releases had no guards.
  const unguarded = (screen: Partial<ScreenView>): ScreenView => ({ access: 'public', ...screen }) as ScreenView
  return { ...app, screens: app.screens.map(unguarded) }
}
