import { DuplicateKey, type Collection, type Db, type Session } from '../../platform/db/port.ts'
import { createKnownProjects } from './knownProjects.ts'
import { memberQueries, type StoredMember } from './memberStore.ts'
import { placementQueries } from './placementStore.ts'
import { slugQueries } from './slugStore.ts'
import type { ResolvedProject, StoredProject } from './stored.ts'

/** Projects and memberships: every query names the project or the user. `placements`: databases for the rows of new projects. */
export async function createProjectStore(db: Db, now: () => number, placements: readonly string[] = []) {
  const projects: Collection<StoredProject> = db.collection('projects')
  const members: Collection<StoredMember> = db.collection('members')
  await projects.createIndex({ slug: 1 }, { unique: true })
  await projects.createIndex({ ownerId: 1 })
  await projects.createIndex({ createdAt: -1 })
  await projects.createIndex({ deletedAt: 1 })
  await members.createIndex({ projectId: 1 })
  await members.createIndex({ userId: 1 })
  const living = { deletedAt: null }
  const slugs = slugQueries(db)
  const find = (id: string): Promise<StoredProject | null> => projects.findOne({ _id: id, ...living })
  const findBySlug = (slug: string): Promise<StoredProject | null> => projects.findOne({ slug, ...living })
  const toResolved = ({ _id: id, slug, name, placement = db.name }: StoredProject): ResolvedProject => ({
    id,
    slug,
    name,
    placement,
  })
  const known = createKnownProjects(async (key) => {
    const project = (await find(key)) ?? (await findBySlug(key))
    return project && toResolved(project)
  }, now)

  return {
    ...memberQueries(db),
    ...slugs,
    ...(await placementQueries(db, placements)),
    find,
    findBySlug,
    /** By id or slug. */
    resolve: (key: string): Promise<ResolvedProject | null> => known.find(key),
    /** False when the slug cannot be had. */
    async insert(project: StoredProject, owner: StoredMember): Promise<boolean> {
      try {
        return await db.withTransaction(async (session) => {
          if (!(await slugs.takeSlug(project.slug, project._id, Date.parse(project.createdAt), session))) return false
          await projects.insertOne(project, { session })
          await members.insertOne(owner, { session })
          return true
        }, slugs.slugOrder(project.slug))
      } catch (error) {
        if (error instanceof DuplicateKey) return false
        throw error
      }
    },
    /** Of all projects, deleted ones too. */
    listIds: async (): Promise<string[]> => (await projects.find({})).map(({ _id }) => _id),
    /** The same, with where their rows are. */
    async listAll(): Promise<(ResolvedProject & { isDeleted: boolean })[]> {
      const all = await projects.find({})
      return all.map((project) => ({ ...toResolved(project), isDeleted: project.deletedAt !== null }))
    },
    /** Those that were deleted before a time, the first of them first. */
    async deletedBefore(time: string): Promise<Pick<ResolvedProject, 'id' | 'placement'>[]> {
      const found = await projects.find({ deletedAt: { $lt: time } }, { sort: { deletedAt: 1 } })
      return found.map(toResolved)
    },
    /** The project itself, and who was in it. */
    async forgetProject(id: string): Promise<void> {
      await slugs.forgetOldSlugs(id)
      await members.deleteMany({ projectId: id })
      await projects.deleteOne({ _id: id })
    },
    /** Those of which the user is a member, the last changed first. */
    async listOf(userId: string): Promise<StoredProject[]> {
      const memberships = await members.find({ userId })
      const ids = memberships.map((member) => member.projectId)
      return projects.find({ _id: { $in: ids }, ...living }, { sort: { updatedAt: -1 } })
    },
    update: (id: string, values: Partial<Omit<StoredProject, '_id'>>): Promise<StoredProject | null> =>
      projects.findOneAndUpdate({ _id: id, ...living }, { $set: values }).finally(known.forget),
    changeSlug: (...change: Parameters<typeof slugs.changeSlug>) => slugs.changeSlug(...change).finally(known.forget),
    /** Changes members on the ground of who else is one: never two such changes of a project at once. */
    changeMembers: <R>(projectId: string, work: (session: Session) => Promise<R>) =>
      db.withTransaction(work, { serial: `members of ${projectId}` }),
  }
}

export type ProjectStore = Awaited<ReturnType<typeof createProjectStore>>
