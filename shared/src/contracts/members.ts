import { z } from 'zod'

import { ROLES } from '../access/roles.ts'
import { Email } from './common.ts'

export const AddMemberInput = z.strictObject({ email: Email, role: z.enum(ROLES) })
export type AddMemberInput = z.infer<typeof AddMemberInput>
export const UpdateMemberInput = z.strictObject({ role: z.enum(ROLES) })
export type UpdateMemberInput = z.infer<typeof UpdateMemberInput>

export const Member = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  joinedAt: z.string(),
})
export type Member = z.infer<typeof Member>

export const CreateShareLinkInput = z.strictObject({
  role: z.enum(['viewer', 'commenter', 'editor']),
  /** Days until the link ends; null = until removed. */
  expiresInDays: z.number().int().min(1).max(365).nullable().default(7),
})
export type CreateShareLinkInput = z.infer<typeof CreateShareLinkInput>

/** `url` (with the secret in its fragment) is answered once, when the link is made; it is stored hashed. */
export const ShareLink = z.object({
  id: z.string(),
  role: z.enum(ROLES),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  url: z.string().optional(),
})
export type ShareLink = z.infer<typeof ShareLink>

export const AcceptShareLinkInput = z.strictObject({ token: z.string().min(20).max(100) })
export type AcceptShareLinkInput = z.infer<typeof AcceptShareLinkInput>
