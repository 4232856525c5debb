import type { Role } from '@axiom/shared/access/roles'
import type { AddMemberInput, Member } from '@axiom/shared/contracts/members'
import { AppError } from '@axiom/shared/errors'

import type { AuthService, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { createMemberships, type MembershipsDeps } from './memberships.ts'
import { createShareLinks } from './shareLinks.ts'
import type { ShareLinkStore } from './store.ts'

export interface MemberServiceDeps extends MembershipsDeps {
  links: ShareLinkStore
  access: ProjectAccess
  users: AuthService
}

export function createMemberService(deps: MemberServiceDeps) {
  const { members, access, users } = deps
  const memberships = createMemberships(deps)

  async function list(actor: UserActor, projectId: string): Promise<Member[]> {
    await access.authorize(actor, projectId, 'members.list')
    const all = await members.listMembers(projectId)
    const people = new Map((await users.listUsers(all.map((member) => member.userId))).map((user) => [user.id, user]))
    return all.flatMap(({ userId, role, joinedAt }) => {
      const user = people.get(userId)
      return user ? [{ userId, name: user.name, email: user.email, role, joinedAt }] : []
    })
  }

  return {
    ...createShareLinks({ ...deps, memberships }),
    list,

    async add(actor: UserActor, projectId: string, { email, role }: AddMemberInput): Promise<Member[]> {
      await access.authorize(actor, projectId, 'members.manage')
      const user = await users.findUserByEmail(email)
      if (!user) {
        const message = 'Nobody has an account with this email yet. Send a share link instead.'
        throw new AppError('invalid_input', { errors: [{ path: 'email', code: 'unknown', message }] })
      }
      if (await members.findMember(projectId, user.id))
        throw new AppError('conflict', { message: `${user.name} is a member already.` })
      await memberships.grant(projectId, user.id, role)
      return list(actor, projectId)
    },

    async setRole(actor: UserActor, projectId: string, userId: string, role: Role): Promise<Member[]> {
      await access.authorize(actor, projectId, 'members.manage')
      await memberships.change(projectId, userId, role)
      return list(actor, projectId)
    },

    /** An owner removes anybody; everybody may leave. */
    async remove(actor: UserActor, projectId: string, userId: string): Promise<void> {
      await access.authorize(actor, projectId, userId === actor.userId ? 'project.read' : 'members.manage')
      await memberships.change(projectId, userId, null)
    },
  }
}

export type MemberService = ReturnType<typeof createMemberService>
