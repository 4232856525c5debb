import type { KeyObject } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { SessionStore, StoredSession } from './sessionStore.ts'
import { csrfTokenOf, hashSecret, isRefreshToken, newRefreshToken, REFRESH_SECONDS, sameHash } from './tokens.ts'

/** Two tabs that refresh at once both hold the same cookie: for so long the predecessor is a twin, not a thief. */
const TWIN_MS = 10_000

export interface SessionsDeps {
  store: SessionStore
  key: KeyObject
  now: () => number
  onSessionEnded: (sessionId: string) => void
}

/** One sign-in: its cookie's secret (null: the cookie that was sent stays) and its CSRF token. */
export interface SessionSecrets {
  id: string
  userId: string
  csrfToken: string
  refreshToken: string | null
}

/** Sign-ins as families of refresh tokens: opened, rotated, ended. */
export function createSessions({ store, key, now, onSessionEnded }: SessionsDeps) {
  const expiry = (): Date => new Date(now() + REFRESH_SECONDS * 1000)

  async function open(userId: string): Promise<SessionSecrets> {
    const id = newId()
    const refreshToken = newRefreshToken(key, id)
    await store.insert({
      _id: id,
      userId,
      tokenHash: hashSecret(refreshToken),
      previousHash: null,
      rotatedAt: now(),
      createdAt: new Date(now()).toISOString(),
      expiresAt: expiry(),
    })
    return { id, userId, csrfToken: csrfTokenOf(key, id), refreshToken }
  }

  async function end(sessionId: string): Promise<void> {
    await store.remove(sessionId)
    onSessionEnded(sessionId)
  }

  /**
   * The session of a refresh cookie, and whether the cookie is its newest. A cookie that we made and that is neither the newest nor
   * a twin was used before: that ends the whole family. A made-up one proves nothing and ends nothing.
   */
  async function identify(cookie: string): Promise<{ session: StoredSession; newest: boolean }> {
    const [id = ''] = cookie.split('.', 1)
    if (!isRefreshToken(key, cookie)) throw new AppError('session_ended')
    const session = await store.find(id)
    if (!session || session.expiresAt.getTime() <= now()) throw new AppError('session_ended')
    const hash = hashSecret(cookie)
    if (sameHash(hash, session.tokenHash)) return { session, newest: true }
    const previous = session.previousHash !== null && sameHash(hash, session.previousHash)
    if (previous && now() - session.rotatedAt < TWIN_MS) return { session, newest: false }
    await end(id)
    throw new AppError('session_ended')
  }

  return {
    open,
    end,

    /** Gives a new cookie for the newest one; the twin that lost keeps the winner's, which the browser already has. */
    async rotate(cookie: string): Promise<SessionSecrets> {
      const { session, newest } = await identify(cookie)
      const { _id: id, userId } = session
      const token = newRefreshToken(key, id)
      const next = { tokenHash: hashSecret(token), rotatedAt: now(), expiresAt: expiry() }
      const rotated = newest && (await store.rotate(session, next))
      return { id, userId, csrfToken: csrfTokenOf(key, id), refreshToken: rotated ? token : null }
    },

    /** Ends the session of a cookie; throws `csrf` without its token. */
    async endByCookie(cookie: string, csrfToken: string): Promise<void> {
      const { session } = await identify(cookie)
      if (!sameHash(hashSecret(csrfToken), hashSecret(csrfTokenOf(key, session._id)))) throw new AppError('csrf')
      await end(session._id)
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
