import { newId } from '@axiom/shared/ids'

import { hashSecret, newSecret, sameHash } from '../auth/index.ts'
import type { AppSessionStore, LinkPurpose, StoredAppSession } from './sessionStore.ts'

const DAY = 24 * 3600_000
/** A session that nobody uses for so long is over. */
export const IDLE_MS = 7 * DAY
/** And so is any, so that a lost device is not signed in for ever. */
const LONGEST_MS = 30 * DAY
/** A used session is prolonged when so much of its time has gone. */
const PROLONG_MS = DAY

const LINK_MS: Record<LinkPurpose, number> = { reset: 3600_000, verify: 3 * DAY, invite: 7 * DAY, enter: 60_000 }

export interface Holder {
  projectId: string
  userId: string
  member: boolean
}

/** Sign-ins at apps, and links that work once. Secrets leave this file once and are stored hashed. */
export function createAppSessions(store: AppSessionStore, now: () => number) {
  return {
    /** The cookie of a new session. */
    async open(holder: Holder): Promise<string> {
      const [id, secret, at] = [newId(), newSecret(), now()]
      await store.insert({
        _id: id,
        ...holder,
        tokenHash: hashSecret(secret),
        createdAt: new Date(at),
        expiresAt: new Date(at + IDLE_MS),
      })
      return `${id}.${secret}`
    },

    /** The living session of a cookie at an app; null for anything else. */
    async find(projectId: string, cookie: string): Promise<StoredAppSession | null> {
      const [id = '', secret = ''] = cookie.split('.')
      const session = await store.find(projectId, id)
      if (!session || !sameHash(hashSecret(secret), session.tokenHash)) return null
      const [at, last] = [now(), session.createdAt.getTime() + LONGEST_MS]
      const end = Math.min(at + IDLE_MS, last)
      if (at >= last) return null
      if (end - session.expiresAt.getTime() > PROLONG_MS) await store.prolong(id, new Date(end))
      return session
    },

    end: (projectId: string, sessionId: string) => store.remove(projectId, sessionId),
    endOf: (projectId: string, userId: string, except?: string) => store.removeOf(projectId, userId, except),

    /** The secret of a new link. */
    async makeLink(projectId: string, userId: string, purpose: LinkPurpose): Promise<string> {
      const secret = newSecret()
      const expiresAt = new Date(now() + LINK_MS[purpose])
      await store.insertLink({ _id: hashSecret(secret), projectId, userId, purpose, expiresAt })
      return secret
    },
    takeLink: (projectId: string, secret: string, purposes: readonly LinkPurpose[]) =>
      store.takeLink(projectId, hashSecret(secret), purposes),
    endLinksOf: (projectId: string, userId: string) => store.removeLinksOf(projectId, userId),
  }
}

export type AppSessions = ReturnType<typeof createAppSessions>
