import type Router from '@koa/router'

import type { Documents } from '../../collaboration/documents.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import type { Cache } from '../../platform/cache/cache.ts'
import type { Db } from '../../platform/db/port.ts'
import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { Context, HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { Actor, Mount } from '../auth/index.ts'
import type { Events } from '../events/index.ts'
import type { HeldFiles } from '../files/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'
import type { Proofs } from '../proofs/index.ts'
import { customEndpoints } from './apis/middleware.ts'
import type { Others } from './apis/others.ts'
import { apiRoutes } from './apis/routes.ts'
import { createApiService } from './apis/service.ts'
import { createChangeFeed } from './changeFeed.ts'
import { createChangeStreams } from './changeStreams.ts'
import { createContracts, type ActiveRelease } from './contracts.ts'
import type { ExpandDeps } from './expand.ts'
import { createHotReads } from './hotReads.ts'
import { modelRoutes } from './modelRoutes.ts'
import { recordRoutes } from './routes.ts'
import { createRecordService, type RecordService } from './service.ts'
import { createRecordStore } from './store.ts'

export type { ActiveRelease } from './contracts.ts'
export type { Others } from './apis/others.ts'
export { adoptRows } from './adopt.ts'
export { presentRecord } from './present.ts'
export type { RecordService } from './service.ts'
export type { Place } from './target.ts'

interface AppUserNames {
  /** An app user by his id, as he would ask. */
  actorOf: (projectId: string, userId: string) => Promise<Actor | null>
  /** Of those of the ids that are app users of the project. */
  namesOf: (projectId: string, ids: string[]) => Promise<{ id: string; name: string }[]>
  /** The same, as far as one of them may know the others. */
  namesFor: (projectId: string, userId: string, ids: string[]) => Promise<{ id: string; name: string }[]>
}

export interface RecordsDeps {
  db: Db
  /** Between the processes that serve this store. */
  bus: Bus | undefined
  cache: Cache
  documents: Documents
  events: Events
  access: ProjectAccess
  files: HeldFiles
  limits: Limits
  log: Logger
  mount: Mount
  jobs: Jobs
  purges: Purges
  proofs: Proofs
  now: () => number
  /** Who sends a request, judged now. */
  readActor: (ctx: Context) => Promise<Actor>
  activeRelease: (projectId: string) => Promise<ActiveRelease | null>
  /** What endpoints can stand for beside verbs of models; asked when one is. */
  others: () => Others
  /** Where computed values are worked out. */
  expressions: ExpressionPool
  /** Names of accounts by id. */
  people: (ids: string[]) => Promise<{ id: string; name: string }[]>
  appUsers: AppUserNames
  onSessionEnded: (listener: (sessionId: string) => void) => void
}

/** The generated endpoints of a project's models. */
export async function createRecords(deps: RecordsDeps): Promise<{
  routes: Router<RequestState>
  modelRoutes: Router<RequestState>
  apiRoutes: Router<RequestState>
  /** Asked where no route answers. */
  customEndpoints: HttpMiddleware
  service: RecordService
}> {
  const store = await createRecordStore({
    ...deps,
    onIndexFailure: (err) => deps.log.error({ err }, 'words could not be indexed'),
  })
  deps.purges.add((project) => store.forgetRows(project))
  deps.purges.add(({ id }) => store.forgetChanges(id))
  const contracts = createContracts(deps)
  const feed = createChangeFeed(deps.now, deps.bus)
  const { namesOf, namesFor, actorOf } = deps.appUsers
  const people: ExpandDeps['people'] = async ({ project, caller, actorId }, ids) => {
    if (caller.appRoles !== undefined && actorId !== null) return namesFor(project.id, actorId, ids)
    // Visitors learn nobody's name: an id tells nothing.
    if (caller.role === null && caller.scopes === undefined) return []
    const known = await namesOf(project.id, ids)
    const others = ids.filter((id) => !known.some((one) => one.id === id))
    return [...known, ...(await deps.people(others))]
  }
  const service = createRecordService({
    ...deps,
    store,
    hot: createHotReads(store, deps.cache),
    contracts,
    feed,
    people,
    appUser: actorOf,
    appUserNames: namesOf,
  })
  const streams = createChangeStreams({ ...deps, store, contracts, feed })
  deps.onSessionEnded((sessionId) => streams.endSession(sessionId))
  return {
    service,
    routes: recordRoutes({ ...deps, records: service, streams }),
    modelRoutes: modelRoutes(deps.mount, service),
    apiRoutes: apiRoutes(deps.mount, createApiService(deps)),
    customEndpoints: customEndpoints({ ...deps, records: service, contracts }),
  }
}
