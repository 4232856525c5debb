import type { Role } from '@axiom/shared/access/roles'
import { AppError } from '@axiom/shared/errors'

import type { ProjectStore } from '../projects/index.ts'

export interface MembershipsDeps {
  members: ProjectStore
  now: () => number
  /** Somebody's rights changed: their sockets are judged again [C13]. */
  onRightsChanged: (change: { projectId: string; userId: string }) => void
}

/** Changes of who has which role, however they come about. */
export function createMemberships({ members, now, onRightsChanged }: MembershipsDeps) {
  return {
    /** Gives a role to somebody, whether a member already or not. */
    async grant(projectId: string, userId: string, role: Role): Promise<void> {
      const joinedAt = new Date(now()).toISOString()
      await members.setMember({ _id: `${projectId}:${userId}`, projectId, userId, role, joinedAt })
      onRightsChanged({ projectId, userId })
    },

    /** Changes a member's role, or with null takes it; the last owner can neither leave nor step down. */
    async change(projectId: string, userId: string, role: Role | null): Promise<void> {
      await members.changeMembers(projectId, async (session) => {
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
    },
  }
}

export type Memberships = ReturnType<typeof createMemberships>
