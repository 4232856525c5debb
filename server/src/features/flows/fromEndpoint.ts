import { AppError } from '@axiom/shared/errors'
import type { JsonObject } from '@axiom/shared/json'

import type { Engine } from './engine.ts'
import type { FlowSource } from './flows.ts'

export interface FlowStart {
  projectId: string
  flowId: string
  /** Who tries the draft; null: the active release. */
  tester: string | null
}

/** Starts a flow for an endpoint of the project, whose own rule has been judged. */
export function createStart({ source, engine, now }: { source: FlowSource; engine: Engine; now: () => number }) {
  return async ({ projectId, flowId, tester }: FlowStart, told: JsonObject): Promise<{ runId: string }> => {
    const flows =
      tester === null ? (await source.live(projectId)).filter(({ enabled }) => enabled) : await source.draft(projectId)
    const flow = flows.find(({ id }) => id === flowId)
    if (!flow) throw new AppError('not_found', { message: 'The flow of this endpoint is off, or not there any more.' })
    const trigger: JsonObject = { type: 'endpoint', at: new Date(now()).toISOString(), ...told }
    const mode = tester === null ? { mode: 'live' as const } : { mode: 'test' as const, tester }
    const run = await engine.begin({ projectId, flow, startedBy: 'endpoint', trigger, ...mode })
    return { runId: run._id }
  }
}
