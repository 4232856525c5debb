import { mayUseDraft } from '@axiom/shared/access/audience'
import type { JsonObject } from '@axiom/shared/json'
import type { CompiledContract } from '@axiom/shared/model/compile'
import { buildOpenApi } from '@axiom/shared/model/openapi'
import type { FileFormat } from '@axiom/shared/tables/formats'

import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Events } from '../events/index.ts'
import type { HeldFiles } from '../files/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Proofs } from '../proofs/index.ts'
import { aggregate, type Params } from './aggregate.ts'
import { createArchive } from './archive.ts'
import { createBatcher } from './batch.ts'
import { createChanger } from './change.ts'
import type { ChangeFeed } from './changeFeed.ts'
import type { Contracts } from './contracts.ts'
import { createConverter } from './convert.ts'
import { createCreator } from './create.ts'
import { findDuplicates } from './duplicates.ts'
import { createEnvironments } from './environments.ts'
import { createExpander, type ExpandDeps, parseExpand } from './expand.ts'
import { createFileTargets, createRecordFiles } from './files.ts'
import { createFillIn } from './fillIn.ts'
import { createGuard } from './guard.ts'
import type { HotReads } from './hotReads.ts'
import { listAsText, listRecords } from './list.ts'
import { createModelService } from './modelService.ts'
import { refuseAccess } from './policy.ts'
import type { Presenting } from './present.ts'
import { type ListQuery, parseList } from './query/parseList.ts'
import { createReferences, type ReferencesDeps } from './references.ts'
import { createRelease } from './release.ts'
import { presentRecords } from './sight.ts'
import type { RecordStore } from './store.ts'
import type { StoredRecord } from './stored.ts'
import { createTargets, type Place, type Target } from './target.ts'
import { createTell } from './tell.ts'
import { createTransactions } from './transact.ts'
import { exportRecords } from './transfer/exportRecords.ts'
import { createImporter } from './transfer/importRecords.ts'
import { createRuleTrial, type TryRuleDeps } from './tryRule.ts'
import { createUpserter } from './upsert.ts'
import { createWriter } from './write.ts'

export interface RecordServiceDeps {
  store: RecordStore
  /** Reads that are asked again and again. */
  hot: HotReads
  contracts: Contracts
  access: ProjectAccess
  feed: ChangeFeed
  files: HeldFiles
  events: Events
  proofs: Proofs
  now: () => number
  people: ExpandDeps['people']
  expressions: ExpressionPool
  jobs: Jobs
  appUser: TryRuleDeps['appUser']
  appUserNames: ReferencesDeps['appUserNames']
}

/** Everything that can be done with records; each verb lives in a file of its own. */
export function createRecordService(deps: RecordServiceDeps) {
  const { store, hot, contracts, now } = deps
  const references = createReferences(deps)
  const files = createRecordFiles(deps.files)
  const { transact, together } = createTransactions(deps)
  const tell = createTell(deps.events, contracts)
  const write = createWriter({ ...deps, transact, references, files, tell })
  const fillIn = createFillIn(deps)
  const release = createRelease({ ...deps, fillIn })
  const expander = createExpander(deps)
  const targets = createTargets(deps)
  const converter = createConverter({ ...deps, fillIn, write })
  const changer = createChanger({ store, write, release, fillIn, files, now })
  const guard = createGuard(deps)
  const create = createCreator({ store, guard, write, fillIn, files, now })
  const { upsert, upsertOne, upsertMany } = createUpserter({ store, together, create, patch: changer.patch })
  return {
    ...targets,
    fileTarget: createFileTargets(targets),
    ...changer,
    ...createEnvironments(deps),
    ...createArchive(deps),
    create,
    challenge: guard.challenge,
    upsert,
    export: (at: Target, query: ListQuery, format: FileFormat) => exportRecords(store, at, query, format),
    import: createImporter({ store, together, create, upsertMany }),
    batch: createBatcher({ ...changer, store, together, target: targets.target, create, upsertOne }),
    duplicates: (at: Target, field: unknown) => findDuplicates(store, at, field),
    /** A list as by its query string. */
    search: (at: Target, params: Record<string, string>) =>
      listRecords({ store, hot, expander }, at, parseList(at.compiled, params)),
    list: (at: Target, query: ListQuery) => listRecords({ store, hot, expander }, at, query),
    /** As JSON. */
    listAsText: (at: Target, query: ListQuery) => listAsText({ store, hot, expander }, at, query),
    aggregate: (at: Target, params: Params) => aggregate({ store, hot }, at, params),
    tryRule: createRuleTrial(deps),
    ...createModelService({ store, contracts, access: deps.access, convert: converter.convert }),
    /** Records by names, as the caller sees each. */
    present: (at: Target, shown: readonly StoredRecord[], presenting?: Presenting) =>
      presentRecords(store, at, shown, presenting),
    /** What `expand` asks of one record; null where it asks for nothing. */
    async expand(at: Target, record: StoredRecord, asked: unknown) {
      const steps = parseExpand(at.compiled, asked, at)
      return steps.size > 0 ? expander.expand(at, [record], steps) : null
    },
    /** The collections as they are in an environment; drafts are for members. */
    contractOf({ project, env, caller }: Place): Promise<CompiledContract> {
      if (env === 'draft' && !mayUseDraft(caller)) refuseAccess(caller)
      return contracts.seen(project.id, env, caller)
    },
    /** Draft models are for members; of the live ones everybody sees what is open to him. */
    async openApi({ project, env, caller }: Place, url: string): Promise<JsonObject> {
      if (env === 'draft' && !mayUseDraft(caller)) refuseAccess(caller)
      return buildOpenApi(await contracts.seen(project.id, env, caller), {
        projectId: project.id,
        title: project.name,
        version: await contracts.version(project.id, env),
        url,
        caller,
        env,
        apis: await contracts.apis(project.id, env),
        queries: await contracts.queries(project.id, env),
        isDefaultEnv: env === (await contracts.defaultEnv(project.id)),
      })
    },
  }
}

export type RecordService = ReturnType<typeof createRecordService>
