import { z } from 'zod'

import { Id } from '../contracts/common.ts'

/** What a value of state may be called. */
export const STATE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/

const Expression = z.string().max(4000)
const Values = z.record(z.string().max(80), Expression)
/** A fixed text, or an expression whose value is shown. */
const Text = z.union([z.string().max(2000), z.object({ expression: Expression })])

/**
 * What a widget's event does, as data: a list of these is the register `e:<event>`. Values of records, of state and of a
 * screen's parameters are expressions [M13]; targets are ids, so a rename never breaks them [M12].
 */
export const ActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('navigate'), screenId: Id, params: Values.default({}) }),
  z.object({ kind: z.literal('openUrl'), url: Text, newTab: z.boolean().default(true) }),
  z.object({
    kind: z.literal('notify'),
    message: Text,
    tone: z.enum(['info', 'success', 'danger']).default('info'),
  }),
  z.object({ kind: z.literal('createRecord'), modelId: Id, values: Values }),
  z.object({ kind: z.literal('updateRecord'), modelId: Id, recordId: Expression, values: Values }),
  z.object({ kind: z.literal('deleteRecord'), modelId: Id, recordId: Expression }),
  z.object({ kind: z.literal('refresh'), modelId: Id.nullable().default(null) }),
  z.object({
    kind: z.literal('runQuery'),
    queryId: Id,
    /** Of its parameters, by name. */
    values: Values.default({}),
    /** State that gets the answer. */
    into: z.string().regex(STATE_NAME).default('answer'),
  }),
  z.object({ kind: z.literal('signIn') }),
  z.object({ kind: z.literal('signOut') }),
  z.object({ kind: z.literal('setState'), name: z.string().regex(STATE_NAME), value: Expression }),
])
export type Action = z.infer<typeof ActionSchema>
export type ActionText = z.infer<typeof Text>

/** How many actions one event may have. */
export const MAX_ACTIONS = 20

/** Every kind there is, in the order of the inspector's menu. */
export const ACTION_KINDS: readonly Action['kind'][] = ActionSchema.options.map(({ shape }) => shape.kind.value)

/** The valid actions of a register; what cannot be read is left out, so that one bad action doesn't disable a button. */
export function parseActions(value: unknown): Action[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MAX_ACTIONS).flatMap((item) => {
    const parsed = ActionSchema.safeParse(item)
    return parsed.success ? [parsed.data] : []
  })
}
