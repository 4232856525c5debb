import { can } from '@axiom/shared/access/roles'
import type { PeopleInput, Person } from '@axiom/shared/contracts/appUsers'
import { AppError } from '@axiom/shared/errors'

import type { Actor, AppUserActor, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { AppUserStore, WantedPeople } from './userStore.ts'

const MOST = 20
/** One letter would be a way to read the whole list. */
const WORTH_ASKING = /[\p{L}\p{N}\p{M}]{2}/u

/** What those who use an app learn of one another: names, where the project lets them. Oneself one knows. */
export function createPeople({ store, access }: { store: AppUserStore; access: ProjectAccess }) {
  /** Editors see all accounts anyway. */
  async function maySee(actor: AppUserActor | UserActor, projectId: string): Promise<boolean> {
    if (actor.kind === 'appUser') return (await store.settings(projectId)).findByName
    return can((await access.callerOf(actor, projectId)).role, 'appUsers.list')
  }

  /** Of those who may use the app. */
  async function read(projectId: string, wanted: WantedPeople): Promise<Person[]> {
    const { verifyEmail } = await store.settings(projectId)
    const found = await store.people(projectId, wanted, verifyEmail)
    return found.map(({ _id: id, name }) => ({ id, name }))
  }

  return {
    /** For who is signed in at the app: people whose names begin so, or who have these ids. */
    async find(actor: Actor, projectId: string, { search = '', ids = '' }: PeopleInput): Promise<Person[]> {
      if (actor.kind !== 'appUser' && actor.kind !== 'user') throw new AppError('unauthenticated')
      const known = ids.split(',').slice(0, MOST)
      const me = known.includes(actor.userId) ? [{ id: actor.userId, name: actor.name }] : []
      if (!(await maySee(actor, projectId))) return me
      if (WORTH_ASKING.test(search)) return read(projectId, { words: search, limit: MOST })
      return [...me, ...(await read(projectId, { ids: known.filter((id) => id !== actor.userId) }))]
    },

    /** For an app user: of those of the ids whose names he may see. */
    async namesFor(projectId: string, userId: string, ids: string[]): Promise<Person[]> {
      const { findByName } = await store.settings(projectId)
      const wanted = findByName ? ids : ids.filter((id) => id === userId)
      return wanted.length === 0 ? [] : read(projectId, { ids: wanted })
    },
  }
}

export type People = ReturnType<typeof createPeople>
