import type { JsonObject } from '@axiom/shared/json'
import { buildOpenApi } from '@axiom/shared/model/openapi'

import type { ProjectAccess } from '../projects/index.ts'
import { createChanger } from './change.ts'
import type { ChangeFeed } from './changeFeed.ts'
import type { Contracts } from './contracts.ts'
import { createCreator } from './create.ts'
import { findDuplicates } from './duplicates.ts'
import { createEnvironments } from './environments.ts'
import { listRecords } from './list.ts'
import { refuseAccess } from './policy.ts'
import type { ListQuery } from './query/parseList.ts'
import type { RecordStore } from './store.ts'
import { createTargets, type Place, type Target } from './target.ts'
import { createWriter } from './write.ts'

export interface RecordServiceDeps {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  feed: ChangeFeed
  now: () => number
}

/** Everything that can be done with records; each verb lives in a file of its own. */
export function createRecordService(deps: RecordServiceDeps) {
  const { store, contracts, now } = deps
  const write = createWriter(deps)
  return {
    ...createTargets(deps),
    ...createChanger({ store, write, now }),
    ...createEnvironments(deps),
    create: createCreator({ store, write, now }),
    duplicates: (at: Target, field: unknown) => findDuplicates(store, at, field),
    list: (at: Target, query: ListQuery) => listRecords(store, at, query),
    /** Draft models are for members; of the live ones everybody sees what is open to him. */
    async openApi({ project, env, caller }: Place, url: string): Promise<JsonObject> {
      if (env === 'draft' && caller.role === null) refuseAccess(caller)
      return buildOpenApi(await contracts.load(project.id, env), {
        projectId: project.id,
        title: project.name,
        url,
        caller,
        env,
        isDefaultEnv: env === (await contracts.defaultEnv(project.id)),
      })
    },
  }
}

export type RecordService = ReturnType<typeof createRecordService>
