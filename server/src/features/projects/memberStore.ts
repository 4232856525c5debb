import type { Role } from '@axiom/shared/access/roles'

import type { Collection, Db, Session } from '../../platform/db/port.ts'

export interface StoredMember {
  /** `<projectId>:<userId>`: one membership each, by the key itself. */
  _id: string
  projectId: string
  userId: string
  role: Role
  joinedAt: string
}

/** Memberships: every query names the project or the user. */
export function memberQueries(db: Db) {
  const members: Collection<StoredMember> = db.collection('members')
  return {
    countMembers: (projectId: string) => members.countDocuments({ projectId }),
    findMember: (projectId: string, userId: string) => members.findOne({ _id: `${projectId}:${userId}` }),
    listMembers: (projectId: string, session?: Session) =>
      members.find({ projectId }, { sort: { joinedAt: 1 }, ...(session ? { session } : {}) }),
    setMember: (member: StoredMember, session?: Session) =>
      members.updateOne(
        { _id: member._id },
        {
          $set: { role: member.role },
          $setOnInsert: { projectId: member.projectId, userId: member.userId, joinedAt: member.joinedAt },
        },
        { upsert: true, ...(session ? { session } : {}) },
      ),
    deleteMember: (projectId: string, userId: string, session?: Session) =>
      members.deleteOne({ _id: `${projectId}:${userId}` }, session ? { session } : {}),
  }
}
