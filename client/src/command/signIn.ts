import type { SessionAnswer } from '@axiom/shared/contracts/auth'

import { connect, type Send } from '../connection.ts'
import { AxiomError, readJson } from '../problem.ts'
import { Failure } from './failures.ts'
import type { SessionStore, StoredSession } from './sessionStore.ts'

/** An access token that ends so soon (ms) is not worth sending. */
const EARLY_MS = 30_000
const REFRESH_COOKIE = /^(__Host-)?axiom-refresh=/

/**
 * Sign-ins as the editor has them: a short-lived access token, and a refresh cookie that each renewal replaces. The routes serve the
 * server's own pages only; a program is none and may say so.
 */
export function createSignIn(store: SessionStore, url: string, send: Send = connect({ url })) {
  const ask = (path: string, more: { body?: string; headers?: Record<string, string> }): Promise<Response> =>
    send({
      method: 'POST',
      path,
      ...more,
      headers: { origin: url, 'content-type': 'application/json', ...more.headers },
      // A renewal whose answer was lost is answered again for some seconds.
      repeatable: path === '/api/auth/refresh',
    })

  async function renew(session: StoredSession): Promise<string> {
    try {
      const answer = await ask('/api/auth/refresh', { headers: { cookie: session.cookie } })
      const next = await toSession(answer, session)
      // Another command was faster with the same cookie: the one that is left is its to keep.
      if (next.cookie !== session.cookie) await store.save(next)
      return next.accessToken
    } catch (error) {
      if (!(error instanceof AxiomError) || error.status !== 401) throw error
      throw new Failure(`Your session at ${url} has ended. Sign in again: axiom login --server ${url}`)
    }
  }

  return {
    async signIn(email: string, password: string): Promise<SessionAnswer['user']> {
      const answer = await ask('/api/auth/login', { body: JSON.stringify({ email, password }) })
      const { user } = (await readJson(answer.clone())) as SessionAnswer
      await store.save(await toSession(answer, { url, email: user.email, cookie: '' }))
      await store.choose(url)
      return user
    },

    /** Ends the session here and there; one that has ended already is only forgotten. */
    async signOut({ cookie, csrfToken }: StoredSession): Promise<void> {
      try {
        await ask('/api/auth/logout', { headers: { cookie, 'x-csrf-token': csrfToken } })
      } catch (error) {
        if (!(error instanceof AxiomError) || error.code !== 'session_ended') throw error
      }
      await store.remove(url)
    },

    /** A token that is good for a while; `fresh`: another one than that which was refused. */
    async accessToken({ fresh }: { fresh: boolean }, refused: string | null): Promise<string> {
      const session = await store.find(url)
      if (!session) throw new Failure(`You are not signed in at ${url}. Sign in: axiom login --server ${url}`)
      const isGood = session.expiresAt - Date.now() > EARLY_MS && !(fresh && session.accessToken === refused)
      return isGood ? session.accessToken : renew(session)
    },
  }
}

async function toSession(
  answer: Response,
  before: Pick<StoredSession, 'url' | 'email' | 'cookie'>,
): Promise<StoredSession> {
  const { accessToken, csrfToken, expiresIn } = (await readJson(answer)) as SessionAnswer
  // What stands before the server may set cookies of its own.
  const given = answer.headers.getSetCookie().find((line) => REFRESH_COOKIE.test(line))
  const cookie = given?.split(';', 1)[0] ?? before.cookie
  const { url, email } = before
  return { url, email, cookie, csrfToken, accessToken, expiresAt: Date.now() + expiresIn * 1_000 }
}
