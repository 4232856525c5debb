import {
  type CreateProjectInput,
  type Project,
  Slug,
  type SlugCheck,
  type UpdateProjectInput,
} from '@axiom/shared/contracts/projects'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import type { SeedProject } from '@axiom/shared/document/seed'
import { AppError } from '@axiom/shared/errors'
import { isReservedSlug } from '@axiom/shared/model/slugs'

import type { Documents } from '../../collaboration/documents.ts'
import type { AuthService, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from './access.ts'
import { createProject } from './createProject.ts'
import { createDocumentFollower, nameIn } from './followDocument.ts'
import { presentProject } from './present.ts'
import type { ProjectStore } from './store.ts'
import type { StoredProject } from './stored.ts'

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
  const time = (): string => new Date(now()).toISOString()

  async function present(project: StoredProject, userId: string): Promise<Project> {
    const [member, memberCount, [owner]] = await Promise.all([
      store.findMember(project._id, userId),
      store.countMembers(project._id),
      users.listUsers([project.ownerId]),
    ])
    if (!member) throw new AppError('not_found')
    const ownerName = owner?.name ?? ''
    return presentProject(project, { role: member.role, memberCount, ownerName, appUrl: appUrl(project.slug) })
  }

  async function find(id: string): Promise<StoredProject> {
    const project = await store.find(id)
    if (!project) throw new AppError('not_found')
    return project
  }

  /** Whether a project can have this address. */
  async function checkSlug(id: string, slug: string): Promise<SlugCheck> {
    if (!Slug.safeParse(slug).success) return { state: 'invalid' }
    const found = await store.stateOfSlug(slug, id, now())
    return found.state !== 'own' && isReservedSlug(slug) ? { state: 'reserved' } : found
  }

  /** The address that it had leads to the new one. Throws `slug_taken`. */
  async function changeSlug(id: string, slug: string): Promise<void> {
    const { state } = await checkSlug(id, slug)
    if (state === 'reserved')
      throw new AppError('slug_taken', { message: 'This address is reserved. Choose another one.' })
    const project = await store.changeSlug(await find(id), slug, now())
    if (project === 'taken') throw new AppError('slug_taken')
  }

  /** The name lives in the document, where everybody who works on it sees it change; what it is afterwards is answered. */
  async function rename(actor: UserActor, id: string, name: string): Promise<string> {
    const origin = { kind: 'server', reason: 'project renamed' } as const
    await documents.editDocument(id, {
      reason: origin.reason,
      actorId: actor.userId,
      edit: (doc) => setMeta(doc, { name }, origin),
    })
    return documents.readDocument(id, (doc) => nameIn(doc) ?? name)
  }

  return {
    async list(actor: UserActor): Promise<Project[]> {
      const found = await store.listOf(actor.userId)
      return Promise.all(found.map((project) => present(project, actor.userId)))
    },

    async get(actor: UserActor, id: string): Promise<Project> {
      await access.authorize(actor, id, 'project.read')
      return present(await find(id), actor.userId)
    },

    /** The row; the document is seeded from it when it is opened first. */
    async create(
      actor: UserActor,
      input: Omit<CreateProjectInput, 'template'> & Pick<SeedProject, 'template'>,
    ): Promise<Project> {
      const project = await createProject(store, input, { ownerId: actor.userId, time: time() })
      return present(project, actor.userId)
    },

    async update(actor: UserActor, id: string, { name, slug }: UpdateProjectInput): Promise<Project> {
      await access.authorize(actor, id, 'project.update')
      if (slug !== undefined) await changeSlug(id, slug)
      if (name !== undefined) await store.update(id, { name: await rename(actor, id, name), updatedAt: time() })
      return present(await find(id), actor.userId)
    },

    async checkSlug(actor: UserActor, id: string, slug: string): Promise<SlugCheck> {
      await access.authorize(actor, id, 'project.update')
      return checkSlug(id, slug)
    },

    /** Takes the project away for everybody; the slug becomes free. A month later it is purged. */
    async remove(actor: UserActor, id: string): Promise<void> {
      await access.authorize(actor, id, 'project.delete')
      // The colon keeps it outside of what people may choose as a slug, so nobody can squat it.
      await store.update(id, { deletedAt: time(), slug: `deleted:${id}` })
      await store.forgetOldSlugs(id)
      documents.closeSockets({ projectId: id })
    },

    /** To be called with each change of a document. */
    followDocument: createDocumentFollower(store, now),

    markPublished: (id: string) => store.update(id, { publishedAt: time() }),
  }
}

export type ProjectService = ReturnType<typeof createProjectService>
