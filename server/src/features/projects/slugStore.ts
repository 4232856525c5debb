import { KEPT_SLUG_DAYS } from '@axiom/shared/model/slugs'

import { type Collection, type Db, DuplicateKey, type Session } from '../../platform/db/port.ts'
import type { StoredProject } from './stored.ts'

/** An address that a project had; it leads to where the project is now. */
interface StoredOldSlug {
  _id: string
  projectId: string
  /** When it was given up. */
  since: string
}

const KEPT_MS = KEPT_SLUG_DAYS * 24 * 3600_000

export type SlugState = { state: 'free' | 'own' | 'taken' } | { state: 'kept'; until: string }

/**
 * Addresses of projects, and those that they had. An old one leads to the project until somebody takes it: the project itself at any
 * time, others after `KEPT_SLUG_DAYS`. Whoever takes one names it in `serial`, so that two never take the same.
 */
export function slugQueries(db: Db) {
  const projects: Collection<StoredProject> = db.collection('projects')
  const old: Collection<StoredOldSlug> = db.collection('old_slugs')

  async function stateOf(slug: string, projectId: string | null, at: number, session?: Session): Promise<SlugState> {
    const within = session ? { session } : {}
    const holder = await projects.findOne({ slug }, within)
    if (holder) return { state: holder._id === projectId ? 'own' : 'taken' }
    const given = await old.findOne({ _id: slug }, within)
    if (!given || given.projectId === projectId) return { state: 'free' }
    const until = Date.parse(given.since) + KEPT_MS
    return at < until ? { state: 'kept', until: new Date(until).toISOString() } : { state: 'free' }
  }

  /** False when it cannot be had; else nothing leads from it elsewhere any more. */
  async function take(slug: string, projectId: string, at: number, session: Session): Promise<boolean> {
    const { state } = await stateOf(slug, projectId, at, session)
    if (state === 'free') await old.deleteOne({ _id: slug }, { session })
    return state === 'free' || state === 'own'
  }

  const order = (...slugs: string[]) => ({ serial: [...new Set(slugs)].map((slug) => `slug ${slug}`) })

  return {
    stateOfSlug: stateOf,
    takeSlug: take,
    slugOrder: order,
    findOldSlug: async (slug: string): Promise<string | null> => (await old.findOne({ _id: slug }))?.projectId ?? null,
    forgetOldSlugs: (projectId: string) => old.deleteMany({ projectId }),

    /** Gives the project another address; the one that it had leads there from now on. */
    async changeSlug(
      { _id, slug: before }: StoredProject,
      slug: string,
      at: number,
    ): Promise<StoredProject | null | 'taken'> {
      const time = new Date(at).toISOString()
      try {
        return await db.withTransaction(
          async (session) => {
            if (!(await take(slug, _id, at, session))) return 'taken'
            // Somebody else may have changed it meanwhile: what it is now is what is given up.
            const now = await projects.findOne({ _id, deletedAt: null }, { session })
            if (!now || now.slug === slug) return now
            const given = { $set: { projectId: _id, since: time } }
            await old.updateOne({ _id: now.slug }, given, { session, upsert: true })
            return projects.findOneAndUpdate({ _id }, { $set: { slug, updatedAt: time } }, { session })
          },
          order(before, slug),
        )
      } catch (error) {
        if (error instanceof DuplicateKey) return 'taken'
        throw error
      }
    },
  }
}
