import type { KeyObject } from 'node:crypto'

import type { LoginInput, RegisterInput, SessionAnswer } from '@axiom/shared/contracts/auth'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { Lockout } from './lockout.ts'
import { checkPassword, checkPolicy, hashPassword } from './passwords.ts'
import { presentUser } from './present.ts'
import type { Sessions, SessionSecrets } from './sessions.ts'
import { ACCESS_SECONDS, signAccess } from './tokens.ts'
import type { StoredUser, UserStore } from './userStore.ts'

export interface SignInDeps {
  users: UserStore
  sessions: Sessions
  lockout: Lockout
  key: KeyObject
  now: () => number
}

/** What a sign-in gives: the answer's parts and the cookie's secret (null: the cookie that was sent stays). */
export type OpenedSession = SessionAnswer & { refreshToken: string | null }

/** The ways into a session and out of it. */
export function createSignIn({ users, sessions, lockout, key, now }: SignInDeps) {
  function answer(user: StoredUser, { id, csrfToken, refreshToken }: SessionSecrets): OpenedSession {
    const claims = { userId: user._id, email: user.email, role: user.role, name: user.name, sid: id }
    const accessToken = signAccess(key, claims, now())
    return { user: presentUser(user), accessToken, expiresIn: ACCESS_SECONDS, csrfToken, refreshToken }
  }

  return {
    async register(input: RegisterInput): Promise<OpenedSession> {
      checkPolicy(input.password, input.email)
      const user = await users.insert({
        _id: newId(),
        name: input.name,
        email: input.email,
        passwordHash: await hashPassword(input.password),
        createdAt: new Date(now()).toISOString(),
      })
      if (!user) throw new AppError('email_taken')
      return answer(user, await sessions.open(user._id))
    },

    async login(input: LoginInput, address: string): Promise<OpenedSession> {
      // Counted before the slow comparison: guesses sent at once must not all pass.
      await lockout.attempt(input.email, address)
      const user = await users.findByEmail(input.email)
      const right = await checkPassword(input.password, user?.passwordHash)
      if (!right || !user) throw new AppError('invalid_credentials')
      await lockout.succeed(input.email, address)
      return answer(user, await sessions.open(user._id))
    },

    async refresh(cookie: string): Promise<OpenedSession> {
      const session = await sessions.rotate(cookie)
      const user = await users.find(session.userId)
      if (!user) throw new AppError('session_ended')
      return answer(user, session)
    },

    logout: (cookie: string, csrfToken: string): Promise<void> => sessions.endByCookie(cookie, csrfToken),
  }
}
