import type { Role } from '@axiom/shared/access/roles'

import { DuplicateKey, type Collection, type Db, type Session } from '../../platform/db/port.ts'

export interface StoredProject {
  _id: string
  name: string
  slug: string
  ownerId: string
  createdAt: string
  updatedAt: string
  publishedAt: string | null
  /** Set when deleted; the slug is free again, the document stays for a restore by the operator. */
  deletedAt: string | null
}

export interface StoredMember {
  /** `<projectId>:<userId>`: one membership each, by the key itself. */
  _id: string
  projectId: string
  userId: string
  role: Role
  joinedAt: string
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
    async listOf(userId: string) {
      const memberships = await members.find({ userId })
      const found = await projects.find(
        { _id: { $in: memberships.map((member) => member.projectId) }, ...living },
        { sort: { updatedAt: -1 } },
      )
      return found.map((project) => ({
        project,
        membership: memberships.find((member) => member.projectId === project._id),
      }))
    },
    countMembers: (projectId: string) => members.countDocuments({ projectId }),
    async update(id: string, values: Partial<Omit<StoredProject, '_id'>>): Promise<StoredProject | null | 'taken'> {
      try {
        return await projects.findOneAndUpdate({ _id: id, ...living }, { $set: values })
      } catch (error) {
        if (error instanceof DuplicateKey) return 'taken'
        throw error
      }
    },
    findMember: (projectId: string, userId: string) => members.findOne({ _id: `${projectId}:${userId}` }),
    listMembers: (projectId: string, session?: Session) =>
      members.find({ projectId }, { sort: { joinedAt: 1 }, ...(session ? { session } : {}) }),
    setMember: (member: StoredMember, session?: Session) =>
      members.updateOne(
        { _id: member._id },
        {
          $set: { role: member.role },
          $setOnInsert: { projectId: member.projectId, userId: member.userId, joinedAt: member.joinedAt },
        },
        { upsert: true, ...(session ? { session } : {}) },
      ),
    deleteMember: (projectId: string, userId: string, session?: Session) =>
      members.deleteOne({ _id: `${projectId}:${userId}` }, session ? { session } : {}),
    transaction: <R>(work: (session: Session) => Promise<R>) => db.withTransaction(work),
  }
}

export type ProjectStore = Awaited<ReturnType<typeof createProjectStore>>
