import { z } from 'zod'

import { Id } from './common.ts'

export const CreateVersionInput = z.strictObject({ label: z.string().trim().min(1).max(80) })
export type CreateVersionInput = z.infer<typeof CreateVersionInput>

/** Restores everything, or only one screen or one node with what is below it. */
export const RestoreVersionInput = z.strictObject({
  scope: z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('all') }),
      z.strictObject({ kind: z.literal('screen'), id: Id }),
      z.strictObject({ kind: z.literal('node'), id: Id }),
    ])
    .default({ kind: 'all' }),
})
export type RestoreVersionInput = z.infer<typeof RestoreVersionInput>

export const VersionReason = z.enum(['manual', 'activity', 'restore', 'publish'])
export const Version = z.object({
  id: z.string(),
  label: z.string().nullable(),
  reason: VersionReason,
  authorId: z.string().nullable(),
  authorName: z.string(),
  createdAt: z.string(),
  bytes: z.number(),
})
export type Version = z.infer<typeof Version>

/** What a restore would change, counted by root. */
export const VersionDifference = z.object({
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  screens: z.array(z.object({ id: z.string(), name: z.string(), changes: z.number() })),
})
export type VersionDifference = z.infer<typeof VersionDifference>
