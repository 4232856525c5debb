import { hasRole, type Role } from '@axiom/shared/access/roles'
import type { AddMemberInput, CreateShareLinkInput, Member, ShareLink } from '@axiom/shared/contracts/members'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import { hashSecret, newSecret, type AuthService, type UserActor } from '../auth/index.ts'
import type { ProjectAccess, ProjectStore, StoredMember } from '../projects/index.ts'
import { presentLink } from './present.ts'
import type { ShareLinkStore } from './store.ts'

export interface MemberServiceDeps {
  members: ProjectStore
  links: ShareLinkStore
  access: ProjectAccess
  users: AuthService
  now: () => number
  /** Somebody's rights changed: their sockets are judged again [C13]. */
  onRightsChanged: (change: { projectId: string; userId: string }) => void
}

export function createMemberService({ members, links, access, users, now, onRightsChanged }: MemberServiceDeps) {
  const time = (): string => new Date(now()).toISOString()

  function membership(projectId: string, userId: string, role: Role): StoredMember {
    return { _id: `${projectId}:${userId}`, projectId, userId, role, joinedAt: time() }
  }

  /** Runs a change of one member; the last owner can neither leave nor step down. */
  async function changeKeepingAnOwner(projectId: string, userId: string, role: Role | null): Promise<void> {
    await members.transaction(async (session) => {
      const all = await members.listMembers(projectId, session)
      const member = all.find((one) => one.userId === userId)
      if (!member) throw new AppError('not_found')
      const otherOwners = all.some((one) => one.role === 'owner' && one.userId !== userId)
      if (member.role === 'owner' && role !== 'owner' && !otherOwners) {
        throw new AppError('conflict', { message: 'A project needs an owner. Make somebody else an owner first.' })
      }
      if (role === null) await members.deleteMember(projectId, userId, session)
      else await members.setMember({ ...member, role }, session)
    })
    onRightsChanged({ projectId, userId })
  }

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
    list,
    async add(actor: UserActor, projectId: string, input: AddMemberInput): Promise<Member[]> {
      await access.authorize(actor, projectId, 'members.manage')
      const user = await users.findUserByEmail(input.email)
      if (!user) {
        const message = 'Nobody has an account with this email yet. Send a share link instead.'
        throw new AppError('invalid_input', { errors: [{ path: 'email', code: 'unknown', message }] })
      }
      if (await members.findMember(projectId, user.id))
        throw new AppError('conflict', { message: `${user.name} is a member already.` })
      await members.setMember(membership(projectId, user.id, input.role))
      onRightsChanged({ projectId, userId: user.id })
      return list(actor, projectId)
    },
    async setRole(actor: UserActor, projectId: string, userId: string, role: Role): Promise<Member[]> {
      await access.authorize(actor, projectId, 'members.manage')
      await changeKeepingAnOwner(projectId, userId, role)
      return list(actor, projectId)
    },
    /** An owner removes anybody; everybody may leave. */
    async remove(actor: UserActor, projectId: string, userId: string): Promise<void> {
      await access.authorize(actor, projectId, userId === actor.userId ? 'project.read' : 'members.manage')
      await changeKeepingAnOwner(projectId, userId, null)
    },
    async listLinks(actor: UserActor, projectId: string): Promise<ShareLink[]> {
      await access.authorize(actor, projectId, 'shareLinks.manage')
      return (await links.list(projectId)).map((link) => presentLink(link))
    },
    /** The secret is answered once, in the fragment of the address: it never reaches a server log. */
    async createLink(
      actor: UserActor,
      projectId: string,
      input: CreateShareLinkInput,
      origin: string,
    ): Promise<ShareLink> {
      await access.authorize(actor, projectId, 'shareLinks.manage')
      const token = newSecret()
      const days = input.expiresInDays
      const link = {
        _id: newId(),
        projectId,
        role: input.role,
        tokenHash: hashSecret(token),
        createdBy: actor.userId,
        createdAt: time(),
        expiresAt: days === null ? null : new Date(now() + days * 86_400_000),
      }
      await links.insert(link)
      return presentLink(link, `${origin}/join#${token}`)
    },
    async removeLink(actor: UserActor, projectId: string, id: string): Promise<void> {
      await access.authorize(actor, projectId, 'shareLinks.manage')
      if ((await links.remove(projectId, id)) === 0) throw new AppError('not_found')
    },
    /** Joins with the link's role; a role that somebody has already is never lowered. Answers the project's id. */
    async acceptLink(actor: UserActor, token: string): Promise<string> {
      const link = await links.findByHash(hashSecret(token))
      if (
        !link ||
        (link.expiresAt !== null && link.expiresAt.getTime() <= now()) ||
        !(await access.resolve(link.projectId))
      ) {
        throw new AppError('not_found', { message: 'This link has ended or was removed. Ask for a new one.' })
      }
      const present = await members.findMember(link.projectId, actor.userId)
      if (!hasRole(present?.role ?? null, link.role)) {
        await members.setMember(membership(link.projectId, actor.userId, link.role))
        onRightsChanged({ projectId: link.projectId, userId: actor.userId })
      }
      return link.projectId
    },
  }
}

export type MemberService = ReturnType<typeof createMemberService>
