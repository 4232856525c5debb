import { createHash } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'
import type { FlowView } from '@axiom/shared/flows/flow'
import { newId } from '@axiom/shared/ids'
import type { JsonObject } from '@axiom/shared/json'
import { z } from 'zod'

import type { SharedCounts } from '../../platform/http/sharedCounts.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import { createPerform, type PerformDeps } from './perform.ts'
import { compileProgram } from './program.ts'
import type { FlowStore, StoredRun } from './store.ts'

export interface EngineDeps extends Omit<PerformDeps, 'queue'> {
  store: FlowStore
  jobs: Jobs
  counts: SharedCounts
}

export interface Begin {
  projectId: string
  flow: FlowView
  mode: StoredRun['mode']
  startedBy: string
  trigger: JsonObject
  depth?: number
  /** The same twice is one run. */
  key?: string
  tester?: string
}

/** Runs of a project within a minute; more are refused, and shown. */
export const RUNS_PER_MINUTE = 120
/** Flows that start one another: so many in a row. */
export const MAX_DEPTH = 5
const ATTEMPTS = 5
const Ticket = z.object({ projectId: z.string(), runId: z.string(), at: z.int() })

/** Runs flows: each step is a job of its own, which notes what it did in the transaction that leads to the next. */
export function createEngine(deps: EngineDeps) {
  const { store, jobs, counts, now } = deps
  const { perform, fail } = createPerform({
    ...deps,
    queue: (run, at, { session, delayMs }) =>
      enqueue(ticketOf(run, at), { session, key: `${run._id} ${at}`, delayMs: delayMs ?? 0 }),
  })
  const { enqueue } = jobs.define({
    kind: 'flows.step',
    payload: Ticket,
    owner: ({ projectId }) => projectId,
    concurrency: 8,
    attempts: ATTEMPTS,
    backoff: { firstMs: 2_000, maxMs: 300_000 },
    run: async (ticket, call) => {
      const run = await store.findRun(ticket.projectId, ticket.runId)
      // Whoever was quicker, or stopped the run, has moved it on.
      if (run?.state !== 'running' || run.at !== ticket.at) return
      await perform(run, ticket.at, call)
    },
    onDead: async (ticket, error) => {
      const run = await store.findRun(ticket.projectId, ticket.runId)
      if (run?.state === 'running' && run.at === ticket.at) await fail(run, ticket.at, { error, milliseconds: 0 })
    },
  })

  async function refusalOf({ projectId, depth = 0 }: Begin): Promise<string | null> {
    if (depth >= MAX_DEPTH) return `More than ${MAX_DEPTH} flows started one another. This one was not started.`
    const { count } = await counts(`flows ${projectId}`, 60)
    return count > RUNS_PER_MINUTE ? `More than ${RUNS_PER_MINUTE} runs in a minute. Retry this one later.` : null
  }

  return {
    /** Begins a run; what is refused for its number is shown as failed, and can be retried. */
    async begin(input: Begin): Promise<StoredRun> {
      const run = toRun(input, { error: await refusalOf(input), at: new Date(now()) })
      const { at } = run
      await store.transaction(async (session) => {
        if (!(await store.insertRun(run, session)) || run.state !== 'running' || at === null) return
        await enqueue(ticketOf(run, at), { session, key: `${run._id} ${at}` })
      })
      return run
    },

    /** Goes on at the step that failed. */
    async retry(run: StoredRun): Promise<StoredRun> {
      const { at } = run
      if (run.state !== 'failed' || at === null)
        throw new AppError('conflict', { message: 'Only a run that failed can be retried.' })
      return store.transaction(async (session) => {
        const changed = await store.changeRun(run, { state: 'running', error: null, endedAt: null }, session)
        if (!changed) throw new AppError('conflict')
        await enqueue(ticketOf(run, at), { session })
        return changed
      })
    },

    async stop(run: StoredRun): Promise<StoredRun> {
      if (run.state !== 'running') throw new AppError('conflict', { message: 'This run has ended already.' })
      const values = { state: 'stopped', endedAt: new Date(now()).toISOString() } as const
      const changed = await store.changeRun(run, values)
      if (!changed) throw new AppError('conflict')
      return changed
    },
  }
}

export type Engine = ReturnType<typeof createEngine>

function ticketOf({ _id, projectId }: StoredRun, at: number): z.infer<typeof Ticket> {
  return { projectId, runId: _id, at }
}

function toRun(input: Begin, { error, at }: { error: string | null; at: Date }): StoredRun {
  const { projectId, flow, mode, startedBy, trigger, depth = 0, key, tester = null } = input
  const { first } = compileProgram(flow.steps)
  const state = error !== null ? 'failed' : first === null ? 'done' : 'running'
  return {
    _id: key === undefined ? newId(16) : idOf(flow.id, key),
    projectId,
    flowId: flow.id,
    flowName: flow.name,
    mode,
    env: mode === 'test' ? 'draft' : 'live',
    startedBy,
    flow: JSON.stringify(flow),
    trigger: JSON.stringify(trigger),
    tester,
    state,
    at: first,
    depth,
    error,
    createdAt: at,
    endedAt: state === 'running' ? null : at.toISOString(),
  }
}

function idOf(flowId: string, key: string): string {
  return createHash('sha256').update(`${flowId} ${key}`).digest('base64url').slice(0, 22)
}
