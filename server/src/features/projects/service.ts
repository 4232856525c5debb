import type { CreateProjectInput, Project, UpdateProjectInput } from '@axiom/shared/contracts/projects'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { seedProject } from '@axiom/shared/document/seed'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { Documents } from '../../collaboration/documents.ts'
import type { AuthService, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from './access.ts'
import { presentProject } from './present.ts'
import { slugify } from './slugify.ts'
import type { ProjectStore, StoredProject } from './store.ts'

/** A busy document moves its project up in the list at most so often. */
const TOUCH_MS = 10_000

export interface ProjectServiceDeps {
  store: ProjectStore
  access: ProjectAccess
  documents: Documents
  users: AuthService
  now: () => number
  /** Address of a published app. */
  appUrl: (slug: string) => string
}

export function createProjectService({ store, access, documents, users, now, appUrl }: ProjectServiceDeps) {
  const touched = new Map<string, number>()
  const time = (): string => new Date(now()).toISOString()

  async function present(project: StoredProject, userId: string): Promise<Project> {
    const [member, memberCount, [owner]] = await Promise.all([
      store.findMember(project._id, userId),
      store.countMembers(project._id),
      users.listUsers([project.ownerId]),
    ])
    if (!member) throw new AppError('not_found')
    return presentProject(project, {
      role: member.role,
      memberCount,
      ownerName: owner?.name ?? '',
      appUrl: appUrl(project.slug),
    })
  }

  async function get(id: string): Promise<StoredProject> {
    const project = await store.find(id)
    if (!project) throw new AppError('not_found')
    return project
  }

  async function insertWithFreeSlug(name: string, actor: UserActor): Promise<StoredProject> {
    const base = slugify(name)
    for (let attempt = 0; attempt < 8; attempt++) {
      const id = newId()
      const slug = attempt === 0 ? base : `${base.slice(0, 33)}-${newId(4).toLowerCase()}`
      const project: StoredProject = {
        _id: id,
        name,
        slug,
        ownerId: actor.userId,
        createdAt: time(),
        updatedAt: time(),
        publishedAt: null,
        deletedAt: null,
      }
      const owner = {
        _id: `${id}:${actor.userId}`,
        projectId: id,
        userId: actor.userId,
        role: 'owner' as const,
        joinedAt: time(),
      }
      if (await store.insert(project, owner)) return project
    }
    throw new AppError('slug_taken')
  }

  return {
    async list(actor: UserActor): Promise<Project[]> {
      const found = await store.listOf(actor.userId)
      return Promise.all(found.map(({ project }) => present(project, actor.userId)))
    },

    async get(actor: UserActor, id: string): Promise<Project> {
      await access.authorize(actor, id, 'project.read')
      return present(await get(id), actor.userId)
    },

    /** The row first, then the document under its deterministic id: a crash between them is mended at the next opening [M9]. */
    async create(actor: UserActor, input: CreateProjectInput): Promise<Project> {
      const project = await insertWithFreeSlug(input.name, actor)
      await documents.seedDocument(
        project._id,
        seedProject({ projectId: project._id, name: input.name, template: input.template }),
      )
      return present(project, actor.userId)
    },

    async update(actor: UserActor, id: string, input: UpdateProjectInput): Promise<Project> {
      await access.authorize(actor, id, 'project.update')
      const values = {
        ...(input.name === undefined ? {} : { name: input.name }),
        ...(input.slug === undefined ? {} : { slug: input.slug }),
      }
      const project = await store.update(id, { ...values, updatedAt: time() })
      if (project === 'taken') throw new AppError('slug_taken')
      if (!project) throw new AppError('not_found')
      const { name } = input
      if (name !== undefined) {
        const origin = { kind: 'server', reason: 'project renamed' } as const
        await documents.editDocument(id, {
          reason: origin.reason,
          actorId: actor.userId,
          edit: (doc) => setMeta(doc, { name }, origin),
        })
      }
      return present(project, actor.userId)
    },

    /** Takes the project away for everybody; the slug becomes free. */
    async remove(actor: UserActor, id: string): Promise<void> {
      await access.authorize(actor, id, 'project.delete')
      // The colon keeps it outside of what people may choose as a slug, so nobody can squat it.
      await store.update(id, { deletedAt: time(), slug: `deleted:${id}` })
      documents.closeSockets({ projectId: id })
    },

    /** The document changed: the project moves up in everybody's list. */
    async touch(id: string): Promise<void> {
      const at = now()
      if (at - (touched.get(id) ?? 0) < TOUCH_MS) return
      touched.set(id, at)
      await store.update(id, { updatedAt: time() })
    },

    markPublished: (id: string) => store.update(id, { publishedAt: time() }),
  }
}

export type ProjectService = ReturnType<typeof createProjectService>
