import type { UpdateMeInput, User } from '@axiom/shared/contracts/auth'
import { AppError } from '@axiom/shared/errors'

import type { UserActor } from './actor.ts'
import { presentUser } from './present.ts'
import type { UserStore } from './userStore.ts'

/** People: oneself, and the names that other features show. */
export function createAccounts(users: UserStore) {
  return {
    async getMe(actor: UserActor): Promise<User> {
      const user = await users.find(actor.userId)
      if (!user) throw new AppError('session_ended')
      return presentUser(user)
    },

    async updateMe(actor: UserActor, input: UpdateMeInput): Promise<User> {
      const user = await users.rename(actor.userId, input.name)
      if (!user) throw new AppError('session_ended')
      return presentUser(user)
    },

    /** Names and addresses for member lists; unknown ids are left out. */
    async listUsers(ids: string[]): Promise<User[]> {
      return (await users.findMany(ids)).map(presentUser)
    },

    async findUserByEmail(email: string): Promise<User | null> {
      const user = await users.findByEmail(email)
      return user && presentUser(user)
    },
  }
}
