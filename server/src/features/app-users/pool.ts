import type {
  AppInvitation,
  AppUser,
  AppUserSettings,
  InviteAppUser,
  UpdateAppUser,
} from '@axiom/shared/contracts/appUsers'
import type { Page } from '@axiom/shared/contracts/common'
import { AppError } from '@axiom/shared/errors'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Letters } from './letters.ts'
import { newAppUser } from './newAppUser.ts'
import { presentAppUser } from './present.ts'
import type { AppSessions } from './sessions.ts'
import type { AppUserStore } from './userStore.ts'
import type { Visitors } from './visitors.ts'

const PAGE = 50

export interface PoolDeps {
  store: AppUserStore
  sessions: AppSessions
  visitors: Visitors
  access: ProjectAccess
  now: () => number
  letters: Letters
}

interface ListInput {
  search?: string | undefined
  cursor?: string | undefined
}

/** The accounts of an app, for members of its project. */
export function createPool({ store, sessions, visitors, access, now, letters }: PoolDeps) {
  async function demandRoles(projectId: string, roles: readonly string[]): Promise<void> {
    const { roles: known } = await store.settings(projectId)
    const unknown = roles.find((role) => !known.includes(role))
    if (unknown === undefined) return
    const message = `is no role of this app: ${known.join(', ') || 'it has none yet'}`
    throw new AppError('invalid_input', { errors: [{ path: 'roles', code: 'unknown', message }] })
  }

  return {
    async list(
      actor: UserActor,
      projectId: string,
      { search = '', cursor }: ListInput,
    ): Promise<Page<AppUser> & { meta: { count: number } }> {
      await access.authorize(actor, projectId, 'appUsers.list')
      const words = search.trim()
      const [found, count] = await Promise.all([
        store.list(projectId, { search: words, before: cursor ?? null, limit: PAGE + 1 }),
        store.count(projectId, words),
      ])
      const shown = found.slice(0, PAGE)
      const nextCursor = found.length > PAGE ? (shown.at(-1)?._id ?? null) : null
      return { data: shown.map(presentAppUser), meta: { nextCursor, count } }
    },

    async invite(actor: UserActor, projectId: string, input: InviteAppUser): Promise<AppInvitation> {
      await access.authorize(actor, projectId, 'appUsers.manage')
      await demandRoles(projectId, input.roles)
      const user = newAppUser({ projectId, ...input, passwordHash: null }, now())
      if (!(await store.insert(user)))
        throw new AppError('email_taken', { message: 'This address has an account of the app already.' })
      const link = await letters.send('invite', user, null)
      return { user: presentAppUser(user), link }
    },

    async update(
      actor: UserActor,
      projectId: string,
      { userId, ...values }: UpdateAppUser & { userId: string },
    ): Promise<AppUser> {
      await access.authorize(actor, projectId, 'appUsers.manage')
      await demandRoles(projectId, values.roles ?? [])
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
      const user = await store.update(projectId, userId, given)
      if (!user) throw new AppError('not_found')
      if (user.blocked) {
        await sessions.endOf(projectId, userId)
        await sessions.endLinksOf(projectId, userId)
      }
      visitors.forget()
      return presentAppUser(user)
    },

    async remove(actor: UserActor, projectId: string, userId: string): Promise<void> {
      await access.authorize(actor, projectId, 'appUsers.manage')
      if ((await store.remove(projectId, userId)) === 0) throw new AppError('not_found')
      await sessions.endOf(projectId, userId)
      await sessions.endLinksOf(projectId, userId)
      visitors.forget()
    },

    async getSettings(actor: UserActor, projectId: string): Promise<AppUserSettings> {
      await access.authorize(actor, projectId, 'appUsers.list')
      return store.settings(projectId)
    },

    async setSettings(actor: UserActor, projectId: string, settings: AppUserSettings): Promise<AppUserSettings> {
      await access.authorize(actor, projectId, 'appUsers.manage')
      await store.setSettings(projectId, { ...settings, roles: [...new Set(settings.roles)] })
      visitors.forget()
      return store.settings(projectId)
    },
  }
}

export type AppUserPool = ReturnType<typeof createPool>
