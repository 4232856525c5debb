import type { Role } from '@axiom/shared/access/roles'

import type { Collection, Db } from '../../platform/db/port.ts'

export interface StoredShareLink {
  _id: string
  projectId: string
  role: Role
  /** SHA-256 of the secret in the link. */
  tokenHash: string
  createdBy: string
  createdAt: string
  expiresAt: Date | null
}

/** Share links; every query names the project, except the one by secret. */
export async function createShareLinkStore(db: Db) {
  const links: Collection<StoredShareLink> = db.collection('share_links')
  await links.createIndex({ tokenHash: 1 }, { unique: true })
  await links.createIndex({ projectId: 1 })
  await links.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  return {
    insert: (link: StoredShareLink) => links.insertOne(link),
    list: (projectId: string) => links.find({ projectId }, { sort: { createdAt: -1 } }),
    findByHash: (tokenHash: string) => links.findOne({ tokenHash }),
    forgetProject: (projectId: string) => links.deleteMany({ projectId }),
    remove: (projectId: string, id: string) => links.deleteOne({ _id: id, projectId }),
  }
}

export type ShareLinkStore = Awaited<ReturnType<typeof createShareLinkStore>>
