import type { CreateProjectInput, Project, UpdateProjectInput } from '@axiom/shared/contracts/projects'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { AppError } from '@axiom/shared/errors'

import type { Documents } from '../../collaboration/documents.ts'
import type { AuthService, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from './access.ts'
import { createProject } from './createProject.ts'
import { createDocumentFollower, nameIn } from './followDocument.ts'
import { presentProject } from './present.ts'
import type { ProjectStore, StoredProject } from './store.ts'

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

  /** Changes the row; throws `slug_taken` or `not_found`. */
  async function change(id: string, values: Partial<StoredProject>): Promise<StoredProject> {
    const project = await store.update(id, { ...values, updatedAt: time() })
    if (project === 'taken') throw new AppError('slug_taken')
    if (!project) throw new AppError('not_found')
    return project
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
      const project = await store.find(id)
      if (!project) throw new AppError('not_found')
      return present(project, actor.userId)
    },

    /** The row; the document is seeded from it when it is opened first. */
    async create(actor: UserActor, input: CreateProjectInput): Promise<Project> {
      const project = await createProject(store, input, { ownerId: actor.userId, time: time() })
      return present(project, actor.userId)
    },

    async update(actor: UserActor, id: string, { name, slug }: UpdateProjectInput): Promise<Project> {
      await access.authorize(actor, id, 'project.update')
      const changed = slug === undefined ? null : await change(id, { slug })
      const project = name === undefined ? changed : await change(id, { name: await rename(actor, id, name) })
      if (!project) throw new AppError('not_found')
      return present(project, actor.userId)
    },

    /** Takes the project away for everybody; the slug becomes free. */
    async remove(actor: UserActor, id: string): Promise<void> {
      await access.authorize(actor, id, 'project.delete')
      // The colon keeps it outside of what people may choose as a slug, so nobody can squat it.
      await store.update(id, { deletedAt: time(), slug: `deleted:${id}` })
      documents.closeSockets({ projectId: id })
    },

    /** To be called with each change of a document. */
    followDocument: createDocumentFollower(store, now),

    markPublished: (id: string) => store.update(id, { publishedAt: time() }),
  }
}

export type ProjectService = ReturnType<typeof createProjectService>
