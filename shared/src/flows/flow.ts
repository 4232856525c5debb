import { z } from 'zod'

import { Id } from '../contracts/common.ts'

/** Events by which a flow may start. */
export const FLOW_EVENTS = ['record.created', 'record.updated', 'record.deleted', 'submission.created'] as const
export type FlowEvent = (typeof FLOW_EVENTS)[number]

/** What starts a flow: the register `trigger`. */
export const FlowTrigger = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('event'),
    event: z.enum(FLOW_EVENTS),
    /** Whose records; null: of any model. */
    modelId: Id.nullable().default(null),
    /** Which form; null: any. */
    formId: Id.nullable().default(null),
  }),
  z.object({
    kind: z.literal('schedule'),
    /** Five fields of cron. */
    cron: z.string().min(9).max(100),
    /** A name of the IANA table. */
    timeZone: z.string().min(1).max(60).default('UTC'),
  }),
  z.object({ kind: z.literal('webhook') }),
  z.object({ kind: z.literal('manual') }),
])
export type FlowTrigger = z.infer<typeof FlowTrigger>

const Expression = z.string().max(4_000).default('')
/** Text with expressions in it: `Hello {{ trigger.record.customer }}`. */
const Text = z.string().max(8_000).default('')
/** By field id → expression. */
const Values = z.record(z.string().max(40), z.string().max(4_000)).default({})
const ModelId = z.union([Id, z.literal('')]).default('')

export const FILTER_OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains'] as const

/** Parameters of each kind of step: the registers `p:<name>`. Unset ones have a default that does nothing or is refused when it runs. */
export const STEP_PARAMS = {
  condition: z.object({ test: Expression }),
  createRecord: z.object({ model: ModelId, values: Values }),
  updateRecord: z.object({ model: ModelId, record: Expression, values: Values }),
  deleteRecord: z.object({ model: ModelId, record: Expression }),
  findRecords: z.object({
    model: ModelId,
    /** Field id; empty: all records. */
    field: z.string().max(40).default(''),
    operator: z.enum(FILTER_OPERATORS).default('eq'),
    value: Expression,
    /** The newest first; at most so many. */
    limit: z.int().min(1).max(100).default(20),
  }),
  sendMail: z.object({ to: Text, subject: Text, body: Text }),
  callHttp: z.object({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('POST'),
    url: Text,
    /** One `Name: value` a line. */
    headers: Text,
    /** Sent as JSON: an expression; empty: no body. */
    body: Expression,
  }),
  delay: z.object({
    amount: z.number().min(0).max(10_000).default(5),
    unit: z.enum(['seconds', 'minutes', 'hours', 'days']).default('minutes'),
  }),
  setVariable: z.object({ variable: z.string().max(40).default('value'), value: Expression }),
  stop: z.object({ reason: Text }),
} as const

export type StepKind = keyof typeof STEP_PARAMS
export type StepParams<K extends StepKind> = z.infer<(typeof STEP_PARAMS)[K]>
export const STEP_KINDS = Object.keys(STEP_PARAMS) as StepKind[]

type StepOf<K extends StepKind> = K extends StepKind ? { kind: K; params: StepParams<K> } : never

/** One step; `then` and `otherwise` only of a condition. */
export type FlowStep = StepOf<StepKind> & {
  id: string
  /** Under this name later steps read what it gave: `steps.<key>`. Unique in its flow. */
  key: string
  /** Shown name. */
  name: string
  then: FlowStep[]
  otherwise: FlowStep[]
}

export interface FlowView {
  id: string
  name: string
  index: string
  /** A flow that is off starts only by hand. */
  enabled: boolean
  trigger: FlowTrigger
  steps: FlowStep[]
}

/** Steps of a flow, counted through all branches; what is beyond is not run. */
export const MAX_STEPS = 100
/** How many conditions may lie in one another. */
export const MAX_NESTING = 8

/** All steps in the order in which they stand, branches after their condition. */
export function allSteps(steps: readonly FlowStep[]): FlowStep[] {
  return steps.flatMap((step) => [step, ...allSteps(step.then), ...allSteps(step.otherwise)])
}
