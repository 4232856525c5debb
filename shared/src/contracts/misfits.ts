import { z } from 'zod'

import type { RouteSpec } from './route.ts'

/** What becomes of values that a field cannot take: removed, or the field's default. */
export const OnMisfit = z.enum(['empty', 'default'])
export type OnMisfit = z.infer<typeof OnMisfit>

/** What the rows of an environment mean to one field as it is now; only fields that have something to say are told. */
export const FieldMisfits = z.object({
  modelId: z.string(),
  modelName: z.string(),
  fieldId: z.string(),
  fieldName: z.string(),
  type: z.string(),
  rows: z.int(),
  /** Values of an earlier type that can be converted. */
  converts: z.int(),
  /** Values that cannot. */
  fails: z.int(),
  samples: z.array(z.string()),
  /** Values beyond the field's limits: they stay, until their row is changed. */
  invalid: z.int(),
  /** Rows without a value that is required now. */
  missing: z.int(),
  /** Rows that the server has not filled in yet. */
  unfilled: z.int(),
  /** Values that several rows have and only one may. */
  doubles: z.int(),
})
export type FieldMisfits = z.infer<typeof FieldMisfits>

const query = z.object({ env: z.enum(['draft', 'live']).default('draft') })
const PATH = '/api/projects/{id}/models/{modelId}'

export const misfitsApi = {
  list: {
    id: 'models.misfits',
    method: 'get',
    path: `${PATH}/misfits`,
    summary:
      'What the rows of a model mean to its fields as they are now: values of earlier types, beyond limits, missing',
    access: 'document.write',
    limit: 'api',
    query,
    status: 200,
    answer: z.object({ data: z.array(FieldMisfits) }),
  },
  convert: {
    id: 'models.convert',
    method: 'post',
    path: `${PATH}/convert`,
    summary: 'Convert the rows of a model to its fields as they are now; goes on by itself, and is done once',
    access: 'document.write',
    limit: 'write',
    query,
    body: z.strictObject({ onMisfit: OnMisfit }),
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>
