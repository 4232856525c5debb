import type { AppAccess, AppAccessInput, Entrance } from '@axiom/shared/contracts/appAccess'
import { AppError } from '@axiom/shared/errors'

import { type Actor, hashSecret, newSecret, sameHash, type UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { AccessStore } from './accessStore.ts'
import type { AppAddressOf } from './address.ts'
import type { AppSessions } from './sessions.ts'

export interface EntranceDeps {
  store: AccessStore
  sessions: AppSessions
  access: ProjectAccess
  addressOf: AppAddressOf
}

/** What a secret of the `enter` page opens: the cookie of a member's session, or the link's own key to be kept. */
export type Opened = { kind: 'member'; cookie: string } | { kind: 'link'; key: string }

/** Who may open an app at all. Rules and guards decide about what is inside. */
export function createEntrance({ store, sessions, access, addressOf }: EntranceDeps) {
  async function present(projectId: string): Promise<AppAccess> {
    const { url } = await addressOf(projectId, null)
    const { entrance, frameOrigins, linkKey } = await store.read(projectId)
    const link = entrance === 'link' && linkKey !== null ? `${url}/-/enter#${linkKey}` : null
    return { entrance, frameOrigins, appUrl: url, link }
  }

  async function set(actor: UserActor, projectId: string, input: AppAccessInput): Promise<AppAccess> {
    await access.authorize(actor, projectId, 'appUsers.manage')
    const { linkKey } = await store.read(projectId)
    const isFirstLink = input.entrance === 'link' && linkKey === null
    await store.write(projectId, { ...input, ...(isFirstLink ? { linkKey: newSecret() } : {}) })
    return present(projectId)
  }

  return {
    set,

    async get(actor: UserActor, projectId: string): Promise<AppAccess> {
      await access.authorize(actor, projectId, 'appUsers.list')
      return present(projectId)
    },

    async newLink(actor: UserActor, projectId: string): Promise<AppAccess> {
      await access.authorize(actor, projectId, 'appUsers.manage')
      await store.write(projectId, { linkKey: newSecret() })
      return present(projectId)
    },

    /** A member comes over from the editor, whose session the app's origin must never see. */
    async pass(actor: UserActor, projectId: string): Promise<{ url: string }> {
      await access.authorize(actor, projectId, 'project.read')
      const { appUrl: url } = await present(projectId)
      return { url: `${url}/-/enter#${await sessions.makeLink(projectId, actor.userId, 'enter')}` }
    },

    /** Throws `link_ended` for what opens nothing. */
    async enter(projectId: string, token: string): Promise<Opened> {
      const { entrance, linkKey } = await store.read(projectId)
      if (entrance === 'link' && isKey(token, linkKey)) return { kind: 'link', key: token }
      const pass = await sessions.takeLink(projectId, token, ['enter'])
      if (!pass) throw new AppError('link_ended')
      return { kind: 'member', cookie: await sessions.open({ projectId, userId: pass.userId, member: true }) }
    },

    entranceOf: async (projectId: string) => (await store.read(projectId)).entrance,

    async chooseEntrance(actor: UserActor, projectId: string, entrance: Entrance): Promise<void> {
      const { frameOrigins } = await store.read(projectId)
      await set(actor, projectId, { entrance, frameOrigins })
    },

    frameOrigins: async (projectId: string) => (await store.readKept(projectId)).frameOrigins,

    /** Null when the actor, or who holds that key, may open the app; else what it would take. */
    async missing(projectId: string, actor: Actor, key: string | null) {
      const { entrance, linkKey } = await store.readKept(projectId)
      if (entrance === 'public') return null
      const { role, appRoles } = await access.callerOf(actor, projectId)
      if (role !== null) return null
      if (entrance === 'appUsers' && appRoles !== undefined) return null
      if (entrance === 'link' && key !== null && isKey(key, linkKey)) return null
      return entrance
    },
  }
}

export type AppEntrance = ReturnType<typeof createEntrance>

function isKey(given: string, key: string | null): boolean {
  return key !== null && sameHash(hashSecret(given), hashSecret(key))
}
