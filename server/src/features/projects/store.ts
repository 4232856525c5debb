import type { CreateProjectInput } from '@axiom/shared/contracts/projects'

import { DuplicateKey, type Collection, type Db, type Session } from '../../platform/db/port.ts'
import { memberQueries, type StoredMember } from './memberStore.ts'

export interface StoredProject {
  _id: string
  /** Follows the document's name, for lists. */
  name: string
  slug: string
  /** What the document begins with; rows from before it was kept have none. */
  template?: CreateProjectInput['template']
  ownerId: string
  createdAt: string
  updatedAt: string
  publishedAt: string | null
  /** Set when deleted; the slug is free again, the document stays for a restore by the operator. */
  deletedAt: string | null
}

/** Projects and memberships: every query names the project or the user. */
export async function createProjectStore(db: Db) {
  const projects: Collection<StoredProject> = db.collection('projects')
  const members: Collection<StoredMember> = db.collection('members')
  await projects.createIndex({ slug: 1 }, { unique: true })
  await projects.createIndex({ ownerId: 1 })
  await projects.createIndex({ createdAt: -1 })
  await members.createIndex({ projectId: 1 })
  await members.createIndex({ userId: 1 })
  const living = { deletedAt: null }

  return {
    ...memberQueries(db),
    /** False when the slug is taken. */
    async insert(project: StoredProject, owner: StoredMember): Promise<boolean> {
      try {
        await db.withTransaction(async (session) => {
          await projects.insertOne(project, { session })
          await members.insertOne(owner, { session })
        })
        return true
      } catch (error) {
        if (error instanceof DuplicateKey) return false
        throw error
      }
    },
    find: (id: string) => projects.findOne({ _id: id, ...living }),
    findBySlug: (slug: string) => projects.findOne({ slug, ...living }),
    /** Of all projects, deleted ones too. */
    listIds: async (): Promise<string[]> => (await projects.find({})).map(({ _id }) => _id),
    /** Those of which the user is a member, the last changed first. */
    async listOf(userId: string): Promise<StoredProject[]> {
      const memberships = await members.find({ userId })
      const ids = memberships.map((member) => member.projectId)
      return projects.find({ _id: { $in: ids }, ...living }, { sort: { updatedAt: -1 } })
    },
    async update(id: string, values: Partial<Omit<StoredProject, '_id'>>): Promise<StoredProject | null | 'taken'> {
      try {
        return await projects.findOneAndUpdate({ _id: id, ...living }, { $set: values })
      } catch (error) {
        if (error instanceof DuplicateKey) return 'taken'
        throw error
      }
    },
    /** Changes members on the ground of who else is one: never two such changes of a project at once. */
    changeMembers: <R>(projectId: string, work: (session: Session) => Promise<R>) =>
      db.withTransaction(work, { serial: `members of ${projectId}` }),
  }
}

export type ProjectStore = Awaited<ReturnType<typeof createProjectStore>>
