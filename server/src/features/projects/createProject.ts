import { seedProject, type SeedProject } from '@axiom/shared/document/seed'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import { isReservedSlug } from '@axiom/shared/model/slugs'

import { slugify } from './slugify.ts'
import type { ProjectStore } from './store.ts'
import type { StoredProject } from './stored.ts'

/** Inserts the rows of a new project and its owner, under the first free address. */
export async function createProject(
  store: ProjectStore,
  { name, template }: Pick<SeedProject, 'name' | 'template'>,
  { ownerId, time }: { ownerId: string; time: string },
): Promise<StoredProject> {
  const base = slugify(name)
  const placement = await store.choosePlacement()
  for (let attempt = 0; attempt < 8; attempt++) {
    const id = newId()
    const project: StoredProject = {
      _id: id,
      name,
      slug: attempt === 0 && !isReservedSlug(base) ? base : `${base.slice(0, 33)}-${newId(4).toLowerCase()}`,
      template,
      ownerId,
      createdAt: time,
      updatedAt: time,
      publishedAt: null,
      deletedAt: null,
      ...(placement === undefined ? {} : { placement }),
    }
    const owner = { _id: `${id}:${ownerId}`, projectId: id, userId: ownerId, role: 'owner' as const, joinedAt: time }
    if (await store.insert(project, owner)) return project
  }
  throw new AppError('slug_taken')
}

/**
 * The document's first state, from what the row says: so a project whose creation was cut off between row and document gets it at
 * the next opening [M9]. The name in the row cannot have changed before, as it follows the document.
 */
export async function seedOf(store: ProjectStore, projectId: string): Promise<Uint8Array | null> {
  const project = await store.find(projectId)
  return project && seedProject({ projectId, name: project.name, template: project.template ?? 'blank' })
}
