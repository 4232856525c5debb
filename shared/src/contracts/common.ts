import { z } from 'zod'

import { ERROR_CODES } from '../errors.ts'

/** Ids in paths and bodies: what `newId` makes, never longer. */
export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,40}$/, 'must be an id')
export const Email = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase())
/** ISO 8601 instant in UTC, as every API answers. */
export const Instant = z.iso.datetime()

export interface Page<T> {
  data: T[]
  meta: { nextCursor: string | null; count?: number }
}

/** Any JSON; one value, so that the OpenAPI document can name it. */
export const AnyJson = z.json()

/** An answer with a whole list. */
export function listOf<S extends z.ZodType>(item: S) {
  return z.object({ data: z.array(item) })
}

/** An answer with a page of a list. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({
    data: z.array(item),
    meta: z.object({ nextCursor: z.string().nullable(), count: z.int().optional() }),
  })
}

/** RFC 9457 problem details, the body of every error; `Problem` of errors.ts as a schema. */
export const ProblemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(ERROR_CODES),
  requestId: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
})
