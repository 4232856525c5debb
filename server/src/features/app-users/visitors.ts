import type { Visitor } from '@axiom/shared/contracts/appUsers'

import type { AppUserActor, AuthService, UserActor } from '../auth/index.ts'
import { presentVisitor } from './present.ts'
import type { AppSessions } from './sessions.ts'
import type { AppUserStore } from './userStore.ts'

/** Who a cookie speaks for is asked again after this time: so late can a block or a sign-out elsewhere reach this process. */
const FRESH_MS = 1_000
const MAX_KNOWN = 20_000

export interface KnownVisitor {
  actor: AppUserActor | UserActor
  visitor: Visitor
  /** His address has not been proved, where the app demands that: rules and guards take him for nobody. */
  pending: boolean
}

export interface VisitorsDeps {
  store: AppUserStore
  sessions: AppSessions
  users: AuthService
  now: () => number
}

interface Known {
  at: number
  visitor: Promise<KnownVisitor | null>
}

/** Who uses an app, by the cookie of its origin; asked on every request of a visitor, read from the store once a second. */
export function createVisitors({ store, sessions, users, now }: VisitorsDeps) {
  const known = new Map<string, Known>()

  async function load(projectId: string, cookie: string): Promise<KnownVisitor | null> {
    const session = await sessions.find(projectId, cookie)
    if (!session) return null
    return session.member ? member(session._id, session.userId) : appUser(projectId, session._id, session.userId)
  }

  async function appUser(projectId: string, sessionId: string, userId: string): Promise<KnownVisitor | null> {
    const [user, settings] = await Promise.all([store.find(projectId, userId), store.settings(projectId)])
    if (!user || user.blocked) return null
    const { name, email, roles, verified, claims = {} } = user
    return {
      actor: { kind: 'appUser', userId, projectId, sessionId, name, email, roles, verified, claims },
      visitor: presentVisitor(user),
      pending: settings.verifyEmail && !user.verified,
    }
  }

  /** A member came over from the editor; what he may do is his role in the project, judged at each request. */
  async function member(sessionId: string, userId: string): Promise<KnownVisitor | null> {
    const [user] = await users.listUsers([userId])
    if (!user) return null
    const { name, email } = user
    return {
      actor: { kind: 'user', userId, sessionId, name, email, role: user.role },
      visitor: { id: userId, name, email, roles: [], verified: true, member: true },
      pending: false,
    }
  }

  return {
    /** Null for a cookie that nobody has, has no more, or has at another app. */
    find(projectId: string, cookie: string): Promise<KnownVisitor | null> {
      const key = `${projectId} ${cookie}`
      const entry = known.get(key)
      if (entry && now() - entry.at < FRESH_MS) return entry.visitor
      const visitor = load(projectId, cookie)
      known.delete(key)
      known.set(key, { at: now(), visitor })
      if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? '')
      // What could not be read is asked again, not remembered.
      visitor.catch(() => known.delete(key))
      return visitor
    },
    /** By his id, without a session; null for nobody, and where his address must be proved first. */
    async actorOf(projectId: string, userId: string): Promise<AppUserActor | UserActor | null> {
      const found = await appUser(projectId, '', userId)
      return found && !found.pending ? found.actor : null
    },
    /** Somebody signed out, was changed or blocked: nothing that was read before counts. */
    forget: (): void => known.clear(),
  }
}

export type Visitors = ReturnType<typeof createVisitors>
