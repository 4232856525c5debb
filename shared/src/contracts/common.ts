import { z } from 'zod'

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
