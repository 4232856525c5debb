import { abilitiesOf, type Role } from '@axiom/shared/access/roles'
import type { Project } from '@axiom/shared/contracts/projects'

import type { StoredProject } from './stored.ts'

/** A project as its members see it, with what they may do. */
export function presentProject(
  project: StoredProject,
  more: { role: Role; memberCount: number; ownerName: string; appUrl: string },
): Project {
  const { _id: id, name, slug, createdAt, updatedAt, publishedAt } = project
  return { id, name, slug, createdAt, updatedAt, publishedAt, abilities: abilitiesOf(more.role), ...more }
}
