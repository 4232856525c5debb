import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { ResolvePolicy } from '../../platform/outbound/resolve.ts'
import type { Sealer } from '../../platform/secrets/sealer.ts'
import type { Mount } from '../auth/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'
import { createSourceArchive, type SourceArchive } from './archive.ts'
import { createBreaker } from './breaker.ts'
import { createConnections } from './connections.ts'
import { createSourceFiles } from './files.ts'
import { createQueryService, type QueryService, type QueryServiceDeps } from './queries.ts'
import { dataSourceRoutes, queryRoutes } from './routes.ts'
import { createRunner } from './runner.ts'
import { createSourceService } from './service.ts'
import { createSourceStore } from './store.ts'

export interface DataSourcesDeps extends Pick<QueryServiceDeps, 'documents' | 'activeRelease' | 'records' | 'cache'> {
  db: Db
  dataDir: string
  mount: Mount
  access: ProjectAccess
  sealer: Sealer
  policy: ResolvePolicy
  purges: Purges
  expressions: ExpressionPool
  now: () => number
}

export interface DataSources {
  routes: Router<RequestState>
  /** Running queries by name: also on the apps' origins. */
  queryRoutes: Router<RequestState>
  queries: QueryService
  archive: SourceArchive
  close(): Promise<void>
}

/** What projects read beside their own records. */
export async function createDataSources(deps: DataSourcesDeps): Promise<DataSources> {
  const store = await createSourceStore(deps.db)
  const files = createSourceFiles(store, deps.dataDir)
  const connections = createConnections()
  const runner = createRunner({ ...deps, store, files, connections, breaker: createBreaker(deps.now) })
  deps.purges.add(async ({ id }) => {
    for (const sourceId of await store.forgetProject(id)) await runner.forget(sourceId)
  })
  const service = createSourceService({ ...deps, store, files, runner })
  const queries = createQueryService({ ...deps, store, runner })
  return {
    routes: dataSourceRoutes(deps.mount, service),
    queryRoutes: queryRoutes(deps.mount, queries),
    queries,
    archive: createSourceArchive({ store, files, now: deps.now }),
    close: () => connections.closeAll(),
  }
}
