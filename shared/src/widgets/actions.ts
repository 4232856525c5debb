import { z } from 'zod'

import { Id } from '../contracts/common.ts'

const Expression = z.string().max(4000)
const Values = z.record(z.string().max(80), Expression)

/**
 * What a widget's event does, as data: a list of these is the register `e:<event>`. Values of records and of state are
 * expressions (JSONata); targets are ids, so a rename never breaks them [M12].
 */
export const ActionSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('navigate'), screenId: Id }),
  z.object({ kind: z.literal('openUrl'), url: z.string().max(2000), newTab: z.boolean().default(true) }),
  z.object({
    kind: z.literal('notify'),
    message: z.string().max(400),
    tone: z.enum(['info', 'success', 'danger']).default('info'),
  }),
  z.object({ kind: z.literal('createRecord'), modelId: Id, values: Values }),
  z.object({ kind: z.literal('updateRecord'), modelId: Id, recordId: Expression, values: Values }),
  z.object({ kind: z.literal('deleteRecord'), modelId: Id, recordId: Expression }),
  z.object({ kind: z.literal('refresh'), modelId: Id.nullable().default(null) }),
  z.object({ kind: z.literal('setState'), name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/), value: Expression }),
])
export type Action = z.infer<typeof ActionSchema>

export const ActionsSchema = z.array(ActionSchema).max(20)

/** Kinds with the words a person reads, for the inspector's menu. */
export const ACTION_LABELS: Readonly<Record<Action['kind'], string>> = {
  navigate: 'Go to screen',
  openUrl: 'Open address',
  notify: 'Show message',
  createRecord: 'Create record',
  updateRecord: 'Update record',
  deleteRecord: 'Delete record',
  refresh: 'Refresh data',
  setState: 'Set state',
}

/** The valid actions of a register; what cannot be read is left out, so that one bad action doesn't disable a button. */
export function parseActions(value: unknown): Action[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, 20).flatMap((item) => {
    const parsed = ActionSchema.safeParse(item)
    return parsed.success ? [parsed.data] : []
  })
}
