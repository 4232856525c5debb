import type { SeedProject } from '@axiom/shared/document/seed'

export interface StoredProject {
  _id: string
  /** Follows the document's name, for lists. */
  name: string
  slug: string
  /** What the document begins with; rows from before it was kept have none. */
  template?: SeedProject['template']
  ownerId: string
  createdAt: string
  updatedAt: string
  publishedAt: string | null
  /** Set when deleted: the slug is free again, everything else stays for a month, for a restore by the operator (`purge.ts`). */
  deletedAt: string | null
  /** The database of its rows, chosen when it was made; none: the one that everything is in. */
  placement?: string
}

/** What others know a project by. */
export interface ResolvedProject {
  id: string
  slug: string
  name: string
  /** The database of its rows. */
  placement: string
}
