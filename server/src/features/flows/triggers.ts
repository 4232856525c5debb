import { AppError } from '@axiom/shared/errors'
import type { FlowView } from '@axiom/shared/flows/flow'
import type { Json, JsonObject } from '@axiom/shared/json'
import { z } from 'zod'

import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { Happened, ProjectEvent, Reactor } from '../events/index.ts'
import type { Engine } from './engine.ts'
import type { FlowSource } from './flows.ts'
import type { FlowStore } from './store.ts'

export interface TriggerDeps {
  store: FlowStore
  jobs: Jobs
  source: FlowSource
  engine: Engine
  log: Logger
  now: () => number
}

const Due = z.object({ projectId: z.string(), flowId: z.string() })

/** What starts flows of the active release: events, the clock, other servers. */
export function createTriggers({ store, jobs, source, engine, log, now }: TriggerDeps) {
  const due = jobs.define({
    kind: 'flows.due',
    payload: Due,
    owner: ({ projectId }) => projectId,
    async run({ projectId, flowId }, { id }) {
      const flow = await findLive(projectId, flowId)
      if (flow?.trigger.kind !== 'schedule') return
      const trigger = { type: 'schedule', at: new Date(now()).toISOString() }
      await engine.begin({ projectId, flow, mode: 'live', startedBy: 'schedule', trigger, key: id })
    },
  })

  async function findLive(projectId: string, flowId: string): Promise<FlowView | null> {
    return (await source.live(projectId)).find(({ id, enabled }) => id === flowId && enabled) ?? null
  }

  /** After another release became active: its schedules hold, and those of the one before no more. */
  async function schedule(projectId: string): Promise<void> {
    const flows = await source.live(projectId)
    const timed = flows.filter(({ enabled, trigger }) => enabled && trigger.kind === 'schedule')
    await scheduleOnly(projectId, timed)
  }

  async function scheduleOnly(projectId: string, flows: readonly FlowView[]): Promise<void> {
    await store.transaction(async (session) => {
      const wanted = new Set(flows.map(({ id }) => id))
      for (const flowId of await store.scheduledOf(projectId, session))
        if (!wanted.has(flowId)) await jobs.unschedule(nameOf(projectId, flowId), { session })
      for (const { id: flowId, trigger } of flows) {
        if (trigger.kind !== 'schedule') continue
        const { cron, timeZone } = trigger
        const payload = { projectId, flowId }
        try {
          await due.schedule({ name: nameOf(projectId, flowId), cron, timeZone, payload, session })
        } catch (error) {
          // Nobody can be told here; the editor says it where it is written.
          if (!(error instanceof RangeError)) throw error
          log.warn({ projectId, flowId, err: error }, 'a schedule cannot be read')
        }
      }
      await store.setScheduled(projectId, [...wanted], session)
    })
  }

  const reactor: Reactor = {
    async wants(event) {
      if (event.type === 'project.published') return true
      if (event.env !== 'live') return false
      return (await source.live(event.projectId)).some((flow) => isStartedBy(flow, event))
    },
    async react(event) {
      if (event.type === 'project.published') return schedule(event.projectId)
      if (event.env !== 'live') return
      const { id: key, projectId, type: startedBy, at, depth, data } = event
      for (const flow of await source.live(projectId))
        if (isStartedBy(flow, event))
          await engine.begin({
            projectId,
            flow,
            mode: 'live',
            startedBy,
            trigger: { type: startedBy, at, ...data },
            depth,
            key,
          })
    },
  }

  return {
    reactor,
    findLive,
    /** From now on nothing of the project begins by the clock. */
    unschedule: (projectId: string) => scheduleOnly(projectId, []),
    /** Another server calls the secret address. A wrong secret, a flow that is off and none at all answer alike. */
    async call({ projectId, flowId, secret }: { projectId: string; flowId: string; secret: string }, body: Json) {
      const flow = await findLive(projectId, flowId)
      const isRight = await source.isSecretOf(projectId, flowId, secret)
      if (flow?.trigger.kind !== 'webhook' || !isRight) throw new AppError('not_found')
      const trigger: JsonObject = { type: 'webhook', at: new Date(now()).toISOString(), body }
      const run = await engine.begin({ projectId, flow, mode: 'live', startedBy: 'webhook', trigger })
      return { runId: run._id }
    },
  }
}

/** What the schedule of a flow is called. */
function nameOf(projectId: string, flowId: string): string {
  return `flow ${projectId} ${flowId}`
}

function isStartedBy({ enabled, trigger }: FlowView, event: Happened | ProjectEvent): boolean {
  if (!enabled || trigger.kind !== 'event' || trigger.event !== event.type) return false
  if (event.type === 'submission.created') return trigger.formId === null || trigger.formId === event.formId
  return trigger.modelId === null || trigger.modelId === event.modelId
}
