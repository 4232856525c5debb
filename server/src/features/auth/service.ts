import type { LoginInput, RegisterInput, UpdateMeInput, User } from '@axiom/shared/contracts/auth'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { UserActor } from './actor.ts'
import { createLockout } from './lockout.ts'
import { checkPassword, checkPolicy, hashPassword } from './passwords.ts'
import type { AuthStore, StoredSession, StoredUser } from './store.ts'
import {
  ACCESS_SECONDS,
  csrfTokenOf,
  hashSecret,
  newSecret,
  readAccess,
  REFRESH_SECONDS,
  sameHash,
  signAccess,
} from './tokens.ts'

/** Two tabs that refresh at once both hold the same cookie: for so long the predecessor is a twin, not a thief. */
const TWIN_MS = 10_000

export interface AuthServiceDeps {
  store: AuthStore
  secret: string
  now: () => number
  /** A session ended: sockets are closed within the second. */
  onSessionEnded: (sessionId: string) => void
}

/** What a sign-in gives: the answer's parts and the cookie's secret (null: the cookie that was sent stays). */
export interface OpenedSession {
  user: User
  accessToken: string
  expiresIn: number
  csrfToken: string
  refreshToken: string | null
}

export function createAuthService({ store, secret, now, onSessionEnded }: AuthServiceDeps) {
  const lockout = createLockout(now)
  // Sessions ended within the life of an access token; older tokens have expired by themselves.
  const ended = new Map<string, number>()

  function access(user: StoredUser, sessionId: string): string {
    return signAccess(secret, { userId: user._id, email: user.email, role: user.role, name: user.name, sid: sessionId })
  }

  async function open(user: StoredUser): Promise<OpenedSession> {
    const [token, id] = [newSecret(), newId()]
    const csrfToken = csrfTokenOf(secret, id)
    await store.insertSession({
      _id: id,
      userId: user._id,
      tokenHash: hashSecret(token),
      previousHash: null,
      rotatedAt: now(),
      createdAt: new Date(now()).toISOString(),
      expiresAt: new Date(now() + REFRESH_SECONDS * 1000),
    })
    return {
      user: toUser(user),
      accessToken: access(user, id),
      expiresIn: ACCESS_SECONDS,
      csrfToken,
      refreshToken: `${id}.${token}`,
    }
  }

  async function end(sessionId: string): Promise<void> {
    for (const [id, at] of ended) if (now() - at > ACCESS_SECONDS * 1000) ended.delete(id)
    ended.set(sessionId, now())
    await store.deleteSession(sessionId)
    onSessionEnded(sessionId)
  }

  /** The session of a refresh cookie, and whether the cookie is its newest. Reuse of an older one ends the whole family. */
  async function identify(cookie: string): Promise<{ session: StoredSession; newest: boolean }> {
    const [id = '', token = ''] = cookie.split('.')
    const session = await store.findSession(id)
    if (!session || session.expiresAt.getTime() <= now()) throw new AppError('session_ended')
    const hash = hashSecret(token)
    if (sameHash(hash, session.tokenHash)) return { session, newest: true }
    const twin =
      session.previousHash !== null && sameHash(hash, session.previousHash) && now() - session.rotatedAt < TWIN_MS
    if (twin) return { session, newest: false }
    await end(session._id)
    throw new AppError('session_ended')
  }

  return {
    async register(input: RegisterInput): Promise<OpenedSession> {
      checkPolicy(input.password, input.email)
      const user = await store.insertUser({
        _id: newId(),
        name: input.name,
        email: input.email,
        passwordHash: await hashPassword(input.password),
        createdAt: new Date(now()).toISOString(),
      })
      if (!user) throw new AppError('email_taken')
      return open(user)
    },

    async login(input: LoginInput, address: string): Promise<OpenedSession> {
      lockout.check(input.email, address)
      // Counted before the slow comparison: guesses sent at once must not all pass.
      lockout.fail(input.email, address)
      const user = await store.findUserByEmail(input.email)
      const right = await checkPassword(input.password, user?.passwordHash)
      if (!right || !user) throw new AppError('invalid_credentials')
      lockout.succeed(input.email, address)
      return open(user)
    },

    async refresh(cookie: string): Promise<OpenedSession> {
      const { session, newest } = await identify(cookie)
      const user = await store.findUser(session.userId)
      if (!user) throw new AppError('session_ended')
      const token = newSecret()
      const next = {
        tokenHash: hashSecret(token),
        rotatedAt: now(),
        expiresAt: new Date(now() + REFRESH_SECONDS * 1000),
      }
      const rotated = newest && (await store.rotate(session, next))
      // The twin that lost keeps the winner's cookie, which the browser already has.
      const csrfToken = csrfTokenOf(secret, session._id)
      const refreshToken = rotated ? `${session._id}.${token}` : null
      return {
        user: toUser(user),
        accessToken: access(user, session._id),
        expiresIn: ACCESS_SECONDS,
        csrfToken,
        refreshToken,
      }
    },

    /** Ends the session of a cookie; an unknown one has ended already. */
    async logout(cookie: string, csrfToken: string): Promise<void> {
      const { session } = await identify(cookie)
      if (!sameHash(hashSecret(csrfToken), hashSecret(csrfTokenOf(secret, session._id)))) throw new AppError('csrf')
      await end(session._id)
    },

    async verifyAccessToken(token: string): Promise<UserActor> {
      const claims = readAccess(secret, token)
      if (ended.has(claims.sid)) throw new AppError('session_ended')
      return {
        kind: 'user',
        userId: claims.userId,
        sessionId: claims.sid,
        name: claims.name,
        email: claims.email,
        role: claims.role,
      }
    },

    async getMe(actor: UserActor): Promise<User> {
      const user = await store.findUser(actor.userId)
      if (!user) throw new AppError('session_ended')
      return toUser(user)
    },

    async updateMe(actor: UserActor, input: UpdateMeInput): Promise<User> {
      const user = await store.renameUser(actor.userId, input.name)
      if (!user) throw new AppError('session_ended')
      return toUser(user)
    },

    /** Names and addresses for member lists; unknown ids are left out. */
    async listUsers(ids: string[]): Promise<User[]> {
      return (await store.findUsers(ids)).map(toUser)
    },

    async findUserByEmail(email: string): Promise<User | null> {
      const user = await store.findUserByEmail(email)
      return user ? toUser(user) : null
    },
  }
}

export type AuthService = ReturnType<typeof createAuthService>

function toUser(user: StoredUser): User {
  return { id: user._id, name: user.name, email: user.email, role: user.role, createdAt: user.createdAt }
}
