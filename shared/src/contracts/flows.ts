import { z } from 'zod'

import { AnyJson, Id, pageOf, listOf } from './common.ts'
import { Environment } from './publishing.ts'
import type { RouteSpec } from './route.ts'

const RunState = z.enum(['running', 'done', 'stopped', 'failed'])

export const FlowRun = z.object({
  id: z.string(),
  flowId: z.string(),
  flowName: z.string(),
  /** `test`: by hand on the draft; mails go to the tester, and nothing waits. */
  mode: z.enum(['live', 'test']),
  env: Environment,
  /** What started it: `record.created`, `schedule`, `webhook`, `manual` … */
  startedBy: z.string(),
  state: RunState,
  error: z.string().nullable(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
})
export type FlowRun = z.infer<typeof FlowRun>

export const FlowRunStep = z.object({
  stepId: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.enum(['done', 'failed']),
  input: AnyJson,
  output: AnyJson,
  error: z.string().nullable(),
  at: z.string(),
  milliseconds: z.int(),
})
export type FlowRunStep = z.infer<typeof FlowRunStep>

export const FlowRunDetails = FlowRun.extend({ trigger: AnyJson, steps: z.array(FlowRunStep) })
export type FlowRunDetails = z.infer<typeof FlowRunDetails>

export const FlowSummary = z.object({
  id: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  /** `record.created`, `schedule`, `webhook`, `manual` … */
  trigger: z.string(),
  /** It is in the published release and on there, so that it starts by itself. */
  live: z.boolean(),
  lastRun: FlowRun.nullable(),
})
export type FlowSummary = z.infer<typeof FlowSummary>

export const RunFlowInput = z.strictObject({
  mode: z.enum(['live', 'test']).default('test'),
  /** What the trigger would tell: `record`, `submission`, `body` … */
  data: z.record(z.string().max(80), AnyJson).default({}),
})
export type RunFlowInput = z.infer<typeof RunFlowInput>

/** A value that only steps know that call the server at `host`; it is never answered. */
export const FlowSecret = z.object({ name: z.string(), host: z.string(), updatedAt: z.string() })
export type FlowSecret = z.infer<typeof FlowSecret>

export const PutFlowSecretInput = z.strictObject({
  name: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,39}$/, 'must be a name of letters, digits and _'),
  /** Where it may be sent: `api.example.com`, with its port where that is not the usual one. */
  host: z
    .string()
    .max(255)
    .regex(/^([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?$/, 'must be the name of a server'),
  /** Shorter ones could not be told from other text where they are blacked out. */
  value: z
    .string()
    .min(8)
    .max(4_000)
    .regex(/^[\x20-\x7e]+$/, 'must be text that a header can carry'),
})
export type PutFlowSecretInput = z.infer<typeof PutFlowSecretInput>

const base = '/api/projects/{id}/flows'
const secrets = '/api/projects/{id}/flow-secrets'
const Hook = z.object({ url: z.string() })

export const flowsApi = {
  secrets: {
    id: 'flows.secrets',
    method: 'get',
    path: secrets,
    summary: 'Names of the secrets that steps may send, and where to',
    access: 'flows.run',
    limit: 'api',
    status: 200,
    answer: listOf(FlowSecret),
  },
  putSecret: {
    id: 'flows.putSecret',
    method: 'post',
    path: secrets,
    summary: 'Keep a secret under a name, in place of what was there',
    access: 'flows.secrets',
    limit: 'write',
    body: PutFlowSecretInput,
    status: 201,
    answer: FlowSecret,
    errors: ['conflict'],
  },
  removeSecret: {
    id: 'flows.removeSecret',
    method: 'delete',
    path: `${secrets}/{name}`,
    summary: 'Forget a secret',
    access: 'flows.secrets',
    limit: 'write',
    status: 204,
    answer: null,
  },
  list: {
    id: 'flows.list',
    method: 'get',
    path: base,
    summary: 'Flows of the draft, whether each is live, and its last run',
    access: 'flows.run',
    limit: 'api',
    status: 200,
    answer: listOf(FlowSummary),
  },
  run: {
    id: 'flows.run',
    method: 'post',
    path: `${base}/{flowId}/runs`,
    summary: 'Start a flow by hand: the draft as a test, or the published one',
    access: 'flows.run',
    limit: 'write',
    body: RunFlowInput,
    status: 201,
    answer: FlowRun,
  },
  runs: {
    id: 'flows.runs',
    method: 'get',
    path: `${base}/{flowId}/runs`,
    summary: 'Runs of the last 30 days, the newest first',
    access: 'flows.run',
    limit: 'api',
    query: z.object({ cursor: Id.optional() }),
    status: 200,
    answer: pageOf(FlowRun),
    errors: ['invalid_cursor'],
  },
  read: {
    id: 'flows.readRun',
    method: 'get',
    path: '/api/projects/{id}/flow-runs/{runId}',
    summary: 'One run with input and output of each step',
    access: 'flows.run',
    limit: 'api',
    status: 200,
    answer: FlowRunDetails,
  },
  retry: {
    id: 'flows.retry',
    method: 'post',
    path: '/api/projects/{id}/flow-runs/{runId}/retry',
    summary: 'Go on with a failed run at the step that failed',
    access: 'flows.run',
    limit: 'write',
    status: 200,
    answer: FlowRun,
    errors: ['conflict'],
  },
  stop: {
    id: 'flows.stop',
    method: 'post',
    path: '/api/projects/{id}/flow-runs/{runId}/stop',
    summary: 'End a run before its next step',
    access: 'flows.run',
    limit: 'write',
    status: 200,
    answer: FlowRun,
    errors: ['conflict'],
  },
  hook: {
    id: 'flows.hook',
    method: 'get',
    path: `${base}/{flowId}/hook`,
    summary: 'The secret address by which other servers start the published flow',
    access: 'flows.run',
    limit: 'api',
    status: 200,
    answer: Hook,
  },
  rotate: {
    id: 'flows.rotateHook',
    method: 'post',
    path: `${base}/{flowId}/hook`,
    summary: 'Make a new secret address; the old one starts nothing any more',
    access: 'flows.run',
    limit: 'write',
    status: 200,
    answer: Hook,
  },
} as const satisfies Record<string, RouteSpec>

/** What other servers call; also on the origins of apps. */
export const flowHooksApi = {
  start: {
    id: 'flows.start',
    method: 'post',
    path: '/api/hooks/{projectId}/{flowId}/{secret}',
    summary: 'Start a published flow by its secret address; the body is what its steps read as trigger.body',
    access: 'public',
    limit: 'write',
    body: AnyJson,
    status: 201,
    answer: z.object({ runId: z.string() }),
  },
} as const satisfies Record<string, RouteSpec>
