import type {
  AppLoginInput,
  AppPasswordInput,
  AppRegisterInput,
  AppResetInput,
  Entered,
  Visitor,
} from '@axiom/shared/contracts/appUsers'
import { AppError } from '@axiom/shared/errors'

import { type AppUserActor, checkPassword, checkPolicy, hashPassword, type Lockout } from '../auth/index.ts'
import type { Letters } from './letters.ts'
import { newAppUser } from './newAppUser.ts'
import { presentVisitor } from './present.ts'
import type { AppSessions } from './sessions.ts'
import type { AppUserStore, StoredAppUser } from './userStore.ts'
import type { Visitors } from './visitors.ts'

export interface EntryDeps {
  store: AppUserStore
  sessions: AppSessions
  visitors: Visitors
  lockout: Lockout
  letters: Letters
  now: () => number
}

/** What a way in gives: the answer, and the cookie of the new session. */
export interface Entry {
  answer: Entered
  cookie: string | null
}

/** The ways of visitors into an app and out of it. */
export function createEntry({ store, sessions, visitors, lockout, letters, now }: EntryDeps) {
  async function enter(user: StoredAppUser): Promise<Entry> {
    const cookie = await sessions.open({ projectId: user.projectId, userId: user._id, member: false })
    const seen = await store.update(user.projectId, user._id, { lastSeenAt: new Date(now()).toISOString() })
    return { answer: { user: presentVisitor(seen ?? user), pending: false }, cookie }
  }

  /** The person of an account whose password is right; counts guesses first, since those sent at once must not all pass. */
  async function prove(projectId: string, { email, password }: AppLoginInput, address: string): Promise<StoredAppUser> {
    const key = `${projectId}/${email}`
    await lockout.attempt(key, address)
    const user = await store.findByEmail(projectId, email)
    const right = await checkPassword(password, user?.passwordHash ?? undefined)
    if (!user || !right) throw new AppError('invalid_credentials')
    await lockout.succeed(key, address)
    return user
  }

  /** Whoever knows a password may learn that the account is blocked; nobody else does. */
  function demandUnblocked(user: StoredAppUser): void {
    if (user.blocked)
      throw new AppError('forbidden', { message: 'This account has been blocked. Ask whoever runs this app.' })
  }

  const prover = (actor: AppUserActor, password: string, address: string): Promise<StoredAppUser> =>
    prove(actor.projectId, { email: actor.email, password }, address)

  return {
    async register(projectId: string, input: AppRegisterInput, host: string): Promise<Entry> {
      const { registration, verifyEmail } = await store.settings(projectId)
      if (registration !== 'open')
        throw new AppError('forbidden', { message: 'Accounts of this app are made by invitation only.' })
      checkPolicy(input.password, input.email)
      const { name, email } = input
      const user = newAppUser({ projectId, name, email, passwordHash: await hashPassword(input.password) }, now())
      if (!(await store.insert(user))) throw new AppError('email_taken')
      if (verifyEmail) await letters.send('verify', user, host)
      return enter(user)
    },

    async login(projectId: string, input: AppLoginInput, address: string): Promise<Entry> {
      const user = await prove(projectId, input, address)
      demandUnblocked(user)
      return enter(user)
    },

    async logout(projectId: string, cookie: string): Promise<void> {
      const session = await sessions.find(projectId, cookie)
      if (session) await sessions.end(projectId, session._id)
      visitors.forget()
    },

    /** By the link of an invitation or of a forgotten password; whoever has it, reads the address's mail. */
    async reset(projectId: string, { token, password }: AppResetInput): Promise<Entry> {
      // A password that is refused must not use the link up.
      checkPolicy(password, '')
      const link = await sessions.takeLink(projectId, token, ['reset', 'invite'])
      if (!link) throw new AppError('link_ended')
      const passwordHash = await hashPassword(password)
      const user = await store.update(projectId, link.userId, { passwordHash, verified: true })
      if (!user) throw new AppError('link_ended')
      await sessions.endOf(projectId, user._id)
      await sessions.endLinksOf(projectId, user._id)
      visitors.forget()
      demandUnblocked(user)
      return enter(user)
    },

    async updateAccount(actor: AppUserActor, name: string): Promise<Visitor> {
      const user = await store.update(actor.projectId, actor.userId, { name })
      if (!user) throw new AppError('session_ended')
      visitors.forget()
      return presentVisitor(user)
    },

    async changePassword(actor: AppUserActor, input: AppPasswordInput, address: string): Promise<void> {
      checkPolicy(input.password, actor.email)
      const user = await prover(actor, input.current, address)
      await store.update(actor.projectId, user._id, { passwordHash: await hashPassword(input.password) })
      await sessions.endOf(actor.projectId, user._id, actor.sessionId)
      visitors.forget()
    },

    /** Deletes one's own account; what it created stays, with nobody behind its `createdBy`. */
    async leave(actor: AppUserActor, password: string, address: string): Promise<void> {
      const user = await prover(actor, password, address)
      await store.remove(actor.projectId, user._id)
      await sessions.endOf(actor.projectId, user._id)
      await sessions.endLinksOf(actor.projectId, user._id)
      visitors.forget()
    },
  }
}

export type AppEntry = ReturnType<typeof createEntry>
