import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { AppUserSettings, Person, Visitor } from '@axiom/shared/contracts/appUsers'
import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { Context, HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { Mailer } from '../../platform/mail/mailer.ts'
import { type Actor, type AuthService, createLockout, createMount, type Mount } from '../auth/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'
import { createAccessStore } from './accessStore.ts'
import { type AppAddressDeps, createAppAddress } from './address.ts'
import { type AppEntrance, createEntrance } from './entrance.ts'
import { guardEntrance, missingOf } from './entranceSite.ts'
import { createEntry } from './entry.ts'
import { createLetters } from './letters.ts'
import { createPeople, type People } from './people.ts'
import { createPool } from './pool.ts'
import { createProofs } from './proofs.ts'
import { accessRoutes, entranceRoutes, poolRoutes, sessionRoutes } from './routes.ts'
import { createAppSessions } from './sessions.ts'
import { createAppSessionStore } from './sessionStore.ts'
import { identify, readVisitorActor, visitorOf } from './site.ts'
import { createAppUserStore } from './userStore.ts'
import { createVisitors } from './visitors.ts'

export interface AppUsersDeps {
  db: Db
  mount: Mount
  limits: Limits
  users: AuthService
  access: ProjectAccess
  now: () => number
  appUrl: AppAddressDeps['appUrl']
  domainUrl: AppAddressDeps['domainUrl']
  domains: AppAddressDeps['domains']
  mailer: Mailer
  purges: Purges
  log: Logger
}

export interface AppUsers {
  /** For members, on the editor's origin. */
  routes: Router<RequestState>[]
  /** For visitors, on the apps' origins. */
  visitorRoutes: Router<RequestState>[]
  identify: HttpMiddleware
  guardEntrance: HttpMiddleware
  readActor: (ctx: Context) => Promise<Actor>
  visitorOf: (ctx: Context) => Visitor | null
  settingsOf: (projectId: string) => Promise<AppUserSettings>
  missingOf: (ctx: Context) => Entrance | null
  frameOriginsOf: (projectId: string) => Promise<readonly string[]>
  entrance: AppEntrance
  /** Somebody as he would ask; null for nobody, and for who has to prove his address first. */
  actorOf: (projectId: string, userId: string) => Promise<Actor | null>
  /** Of those of the ids that are accounts of the app. */
  namesOf: (projectId: string, ids: string[]) => Promise<Person[]>
  /** As far as one of them may know the others. */
  namesFor: People['namesFor']
}

/** Accounts of published apps: a pool per project, apart from those who build. */
export async function createAppUsers(deps: AppUsersDeps): Promise<AppUsers> {
  const { db, mount, limits, log, now } = deps
  const [store, sessionStore, lockout] = await Promise.all([
    createAppUserStore(db),
    createAppSessionStore(db, now),
    createLockout(db, now),
  ])
  const sessions = createAppSessions(sessionStore, now)
  const visitors = createVisitors({ ...deps, store, sessions })
  const addressOf = createAppAddress(deps)
  const letters = createLetters({ ...deps, sessions, addressOf })
  const ways = { store, sessions, visitors, lockout, letters, now }
  const [entry, proofs] = [createEntry(ways), createProofs({ ...ways, log })]
  const people = createPeople({ ...deps, store })
  const accessStore = createAccessStore(db, now)
  const entrance = createEntrance({ ...deps, store: accessStore, sessions, addressOf })
  for (const own of [sessionStore, store, accessStore]) deps.purges.add(({ id }) => own.forgetProject(id))
  // Nobody but the app's own pages: the editor's further origins are not theirs.
  const mountForApps = createMount({ limits, allowedOrigins: [] })
  return {
    routes: [
      poolRoutes(mount, createPool({ ...deps, store, sessions, visitors, letters })),
      accessRoutes(mount, entrance),
    ],
    visitorRoutes: [sessionRoutes(mountForApps, { entry, proofs, people }), entranceRoutes(mountForApps, entrance)],
    entrance,
    guardEntrance: guardEntrance(entrance),
    missingOf,
    frameOriginsOf: entrance.frameOrigins,
    identify: identify(visitors),
    readActor: (ctx) => readVisitorActor(visitors, ctx),
    visitorOf,
    namesFor: people.namesFor,
    actorOf: visitors.actorOf,
    namesOf: async (projectId, ids) =>
      ids.length === 0 ? [] : (await store.findMany(projectId, ids)).map(({ _id, name }) => ({ id: _id, name })),
    settingsOf: store.settings,
  }
}
