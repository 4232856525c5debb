import { z } from 'zod'

import { isAudience } from '../access/audience.ts'
import { ROLES } from '../access/roles.ts'
import type { Audience } from '../document/views.ts'
import { RULE_LENGTH } from '../rules/parseRule.ts'
import { AppRole } from './appUsers.ts'
import { Id } from './common.ts'
import type { RouteSpec } from './route.ts'

/** In whose place a rule is tried. */
export const TriedAs = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('visitor') }),
  z.strictObject({ kind: z.literal('member'), role: z.enum(ROLES) }),
  /** Some app user with that role, of whom nothing else is known; null: with none. */
  z.strictObject({ kind: z.literal('role'), role: AppRole.nullable() }),
  z.strictObject({ kind: z.literal('appUser'), id: Id }),
])
export type TriedAs = z.infer<typeof TriedAs>

export const TryRule = z.strictObject({
  env: z.enum(['draft', 'live']),
  operation: z.enum(['list', 'read', 'create', 'update', 'delete']),
  audience: z.string().refine((value): value is Audience => isAudience(value), 'This is no audience.'),
  /** By the names of the fields; empty for none. */
  condition: z.string().max(RULE_LENGTH),
  as: TriedAs,
})
export type TryRule = z.infer<typeof TryRule>

/** How many of the rows a rule leaves. */
export const RuleReach = z.object({ count: z.int(), total: z.int() })
export type RuleReach = z.infer<typeof RuleReach>

export const rulesApi = {
  try: {
    id: 'models.tryRule',
    method: 'post',
    path: '/api/projects/{id}/models/{modelId}/try-rule',
    summary: 'How many rows a rule, saved or not, would leave to somebody',
    access: 'document.write',
    limit: 'api',
    body: TryRule,
    status: 200,
    answer: RuleReach,
    errors: ['invalid_input'],
  },
} as const satisfies Record<string, RouteSpec>
