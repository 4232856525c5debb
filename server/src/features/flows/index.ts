import { flowHooksApi, flowsApi } from '@axiom/shared/contracts/flows'
import type { JsonObject } from '@axiom/shared/json'
import type Router from '@koa/router'

import type { Documents } from '../../collaboration/documents.ts'
import type { Db } from '../../platform/db/port.ts'
import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import { publicOrigin } from '../../platform/http/origin.ts'
import { createSharedCounts } from '../../platform/http/sharedCounts.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { Sealer } from '../../platform/secrets/sealer.ts'
import type { Mount } from '../auth/index.ts'
import type { Events } from '../events/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'
import type { PublishingService } from '../publishing/index.ts'
import { createEngine } from './engine.ts'
import { createFlowSource } from './flows.ts'
import { createStart, type FlowStart } from './fromEndpoint.ts'
import { createFlowSecrets } from './secrets.ts'
import { createFlowService } from './service.ts'
import { createSteps, type StepDeps } from './steps.ts'
import { createFlowStore } from './store.ts'
import { createTriggers } from './triggers.ts'

export interface FlowsFeatureDeps extends Omit<StepDeps, 'secrets'> {
  sealer: Sealer
  db: Db
  mount: Mount
  access: ProjectAccess
  documents: Documents
  publishing: PublishingService
  events: Events
  jobs: Jobs
  purges: Purges
  expressions: ExpressionPool
  log: Logger
  /** Of the installation. */
  secret: string
  now: () => number
}

export interface Flows {
  routes: Router<RequestState>[]
  start: (start: FlowStart, told: JsonObject) => Promise<{ runId: string }>
}

/** Flows: what a project does by itself when something happens, at a time, or when somebody asks. */
export async function createFlows(deps: FlowsFeatureDeps): Promise<Flows> {
  const { db, mount, events, now } = deps
  const store = await createFlowStore(db)
  const secrets = await createFlowSecrets(deps)
  const counts = await createSharedCounts(db, now)
  const source = createFlowSource({ ...deps, store })
  const engine = createEngine({ ...deps, store, counts, steps: createSteps({ ...deps, secrets }) })
  const triggers = createTriggers({ ...deps, store, source, engine })
  const service = createFlowService({ ...deps, store, source, engine })
  events.addReactor(triggers.reactor)
  deps.purges.add(async ({ id }) => {
    await triggers.unschedule(id)
    await store.forgetProject(id)
    await secrets.forgetProject(id)
  })

  const routes = mount(flowsApi, {
    secrets: async ({ actor, params }) => ({ data: await secrets.list(actor, params.id) }),
    putSecret: ({ actor, params, body }) => secrets.put(actor, params.id, body),
    removeSecret: ({ actor, params }) => secrets.remove(actor, params.id, params.name),
    list: async ({ actor, params }) => ({ data: await service.list(actor, params.id) }),
    run: ({ actor, params, body }) => service.run(actor, params.id, params.flowId, body),
    runs: ({ actor, params, query }) => service.runs(actor, params.id, params.flowId, query.cursor ?? null),
    read: ({ actor, params }) => service.read(actor, params.id, params.runId),
    retry: ({ actor, params }) => service.retry(actor, params.id, params.runId),
    stop: ({ actor, params }) => service.stop(actor, params.id, params.runId),
    hook: ({ ctx, actor, params }) => service.hook(actor, params.id, params.flowId, publicOrigin(ctx)),
    async rotate({ ctx, actor, params }) {
      await service.rotate(actor, params.id, params.flowId)
      return service.hook(actor, params.id, params.flowId, publicOrigin(ctx))
    },
  })
  const hooks = mount(flowHooksApi, { start: ({ params, body }) => triggers.call(params, body) })
  return { routes: [routes, hooks], start: createStart({ source, engine, now }) }
}
