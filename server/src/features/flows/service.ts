import type { Page } from '@axiom/shared/contracts/common'
import type { FlowRun, FlowRunDetails, FlowSummary, RunFlowInput } from '@axiom/shared/contracts/flows'
import { AppError } from '@axiom/shared/errors'
import type { FlowTrigger, FlowView } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Engine } from './engine.ts'
import type { FlowSource } from './flows.ts'
import type { FlowStore, StoredRun, StoredStep } from './store.ts'

const PAGE = 50

export interface FlowServiceDeps {
  store: FlowStore
  access: ProjectAccess
  source: FlowSource
  engine: Engine
  now: () => number
}

export function createFlowService({ store, access, source, engine, now }: FlowServiceDeps) {
  const authorize = (actor: UserActor, projectId: string) => access.authorize(actor, projectId, 'flows.run')

  async function findRun(projectId: string, runId: string): Promise<StoredRun> {
    const run = await store.findRun(projectId, runId)
    if (!run) throw new AppError('not_found')
    return run
  }

  async function findFlow(projectId: string, flowId: string, mode: StoredRun['mode']): Promise<FlowView> {
    const flows = mode === 'test' ? await source.draft(projectId) : await source.live(projectId)
    const flow = flows.find(({ id }) => id === flowId)
    if (flow) return flow
    const message =
      mode === 'test' ? 'There is no such flow.' : 'This flow is not published yet. Publish the project first.'
    throw new AppError('not_found', { message })
  }

  return {
    async list(actor: UserActor, projectId: string): Promise<FlowSummary[]> {
      await authorize(actor, projectId)
      const [drafts, live] = await Promise.all([source.draft(projectId), source.live(projectId)])
      const on = new Set(live.filter(({ enabled }) => enabled).map(({ id }) => id))
      return Promise.all(
        drafts.map(async ({ id, name, enabled, trigger }) => {
          const [last] = await store.listRuns(projectId, id, { before: null, limit: 1 })
          const lastRun = last ? presentRun(last) : null
          return { id, name, enabled, trigger: nameOf(trigger), live: on.has(id), lastRun }
        }),
      )
    },

    async run(actor: UserActor, projectId: string, flowId: string, { mode, data }: RunFlowInput): Promise<FlowRun> {
      await authorize(actor, projectId)
      const flow = await findFlow(projectId, flowId, mode)
      const trigger = { type: nameOf(flow.trigger), at: new Date(now()).toISOString(), ...data }
      const tester = mode === 'test' ? { tester: actor.email } : {}
      return presentRun(await engine.begin({ projectId, flow, mode, startedBy: 'manual', trigger, ...tester }))
    },

    /** The cursor is the time of the last one shown. */
    async runs(actor: UserActor, projectId: string, flowId: string, cursor: string | null): Promise<Page<FlowRun>> {
      await authorize(actor, projectId)
      const before = cursor === null ? null : new Date(Number(cursor))
      if (before && Number.isNaN(before.getTime())) throw new AppError('invalid_cursor')
      const found = await store.listRuns(projectId, flowId, { before, limit: PAGE + 1 })
      const shown = found.slice(0, PAGE)
      const last = shown.at(-1)
      return {
        data: shown.map(presentRun),
        meta: { nextCursor: found.length > PAGE && last ? String(last.createdAt.getTime()) : null },
      }
    },

    async read(actor: UserActor, projectId: string, runId: string): Promise<FlowRunDetails> {
      await authorize(actor, projectId)
      const run = await findRun(projectId, runId)
      const steps = await store.stepsOf(runId)
      return { ...presentRun(run), trigger: JSON.parse(run.trigger) as Json, steps: steps.map(presentStep) }
    },

    async retry(actor: UserActor, projectId: string, runId: string): Promise<FlowRun> {
      await authorize(actor, projectId)
      return presentRun(await engine.retry(await findRun(projectId, runId)))
    },

    async stop(actor: UserActor, projectId: string, runId: string): Promise<FlowRun> {
      await authorize(actor, projectId)
      return presentRun(await engine.stop(await findRun(projectId, runId)))
    },

    /** `origin`: where this server is reached. */
    async hook(actor: UserActor, projectId: string, flowId: string, origin: string): Promise<{ url: string }> {
      await authorize(actor, projectId)
      return { url: `${origin}/api/hooks/${projectId}/${flowId}/${await source.secretOf(projectId, flowId)}` }
    },

    async rotate(actor: UserActor, projectId: string, flowId: string): Promise<void> {
      await authorize(actor, projectId)
      await store.newGeneration(projectId, flowId)
    },
  }
}

function nameOf(trigger: FlowTrigger): string {
  return trigger.kind === 'event' ? trigger.event : trigger.kind
}

function presentRun(run: StoredRun): FlowRun {
  const { _id: id, flowId, flowName, mode, env, startedBy, state, error, createdAt, endedAt } = run
  return { id, flowId, flowName, mode, env, startedBy, state, error, startedAt: createdAt.toISOString(), endedAt }
}

function presentStep(step: StoredStep): FlowRunDetails['steps'][number] {
  const { stepId, name, kind, state, input, output, error, milliseconds, createdAt } = step
  return {
    stepId,
    name,
    kind,
    state,
    input: JSON.parse(input) as Json,
    output: JSON.parse(output) as Json,
    error,
    at: createdAt.toISOString(),
    milliseconds,
  }
}
