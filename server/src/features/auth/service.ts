import type { KeyObject } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'

import { createAccounts } from './accounts.ts'
import type { UserActor } from './actor.ts'
import { createLiveSessions } from './liveSessions.ts'
import type { Lockout } from './lockout.ts'
import { createSessions } from './sessions.ts'
import type { SessionStore } from './sessionStore.ts'
import { createSignIn } from './signIn.ts'
import { readAccess } from './tokens.ts'
import type { UserStore } from './userStore.ts'

export interface AuthServiceDeps {
  users: UserStore
  sessions: SessionStore
  lockout: Lockout
  key: KeyObject
  now: () => number
  /** A session ended: sockets are closed within the second. */
  onSessionEnded: (sessionId: string) => void
}

/** Accounts, the ways to sign in, and who a token speaks for. */
export function createAuthService({ users, sessions: store, lockout, key, now, onSessionEnded }: AuthServiceDeps) {
  const live = createLiveSessions(async (id) => (await store.find(id)) !== null, now)
  const sessions = createSessions({
    store,
    key,
    now,
    onSessionEnded: (id) => {
      live.end(id)
      onSessionEnded(id)
    },
  })
  return {
    ...createAccounts(users),
    ...createSignIn({ users, sessions, lockout, key, now }),

    /** Another process ended it: its tokens are refused here too, from now on. */
    sessionEndedElsewhere: (sessionId: string): void => live.end(sessionId),

    /** The stored row is what counts; it may be a second old. */
    isSessionLive: (sessionId: string): Promise<boolean> => live.isLive(sessionId),

    /** Throws `unauthenticated`, `token_expired` or `session_ended`. */
    async verifyAccessToken(token: string): Promise<UserActor> {
      const { sid: sessionId, ...person } = readAccess(key, token, now())
      if (!(await live.isLive(sessionId))) throw new AppError('session_ended')
      return { kind: 'user', sessionId, ...person }
    },
  }
}

export type AuthService = ReturnType<typeof createAuthService>
