import { hasRole } from '@axiom/shared/access/roles'
import type { CreateShareLinkInput, ShareLink } from '@axiom/shared/contracts/members'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import { hashSecret, newSecret, type UserActor } from '../auth/index.ts'
import type { ProjectAccess, ProjectStore } from '../projects/index.ts'
import type { Memberships } from './memberships.ts'
import { presentLink } from './present.ts'
import type { ShareLinkStore, StoredShareLink } from './store.ts'

const DAY_MS = 86_400_000

export interface ShareLinksDeps {
  links: ShareLinkStore
  members: ProjectStore
  memberships: Memberships
  access: ProjectAccess
  now: () => number
}

/** Links by which people join a project by themselves. */
export function createShareLinks({ links, members, memberships, access, now }: ShareLinksDeps) {
  async function isUsable({ projectId, expiresAt }: StoredShareLink): Promise<boolean> {
    if (expiresAt !== null && expiresAt.getTime() <= now()) return false
    return (await access.resolve(projectId)) !== null
  }

  return {
    async listLinks(actor: UserActor, projectId: string): Promise<ShareLink[]> {
      await access.authorize(actor, projectId, 'shareLinks.manage')
      return (await links.list(projectId)).map((link) => presentLink(link))
    },

    /** The secret is answered once, in the fragment of the address: it never reaches a server log. */
    async createLink(
      actor: UserActor,
      projectId: string,
      { role, expiresInDays: days }: CreateShareLinkInput,
      origin: string,
    ): Promise<ShareLink> {
      await access.authorize(actor, projectId, 'shareLinks.manage')
      const token = newSecret()
      const link: StoredShareLink = {
        _id: newId(),
        projectId,
        role,
        tokenHash: hashSecret(token),
        createdBy: actor.userId,
        createdAt: new Date(now()).toISOString(),
        expiresAt: days === null ? null : new Date(now() + days * DAY_MS),
      }
      await links.insert(link)
      return presentLink(link, `${origin}/join#${token}`)
    },

    async removeLink(actor: UserActor, projectId: string, id: string): Promise<void> {
      await access.authorize(actor, projectId, 'shareLinks.manage')
      if ((await links.remove(projectId, id)) === 0) throw new AppError('not_found')
    },

    /** Joins with the link's role; a role that somebody has already is never lowered. Answers the project's id. */
    async acceptLink({ userId }: UserActor, token: string): Promise<string> {
      const link = await links.findByHash(hashSecret(token))
      if (!link || !(await isUsable(link)))
        throw new AppError('not_found', { message: 'This link has ended or was removed. Ask for a new one.' })
      const present = await members.findMember(link.projectId, userId)
      if (!hasRole(present?.role ?? null, link.role)) await memberships.grant(link.projectId, userId, link.role)
      return link.projectId
    },
  }
}
