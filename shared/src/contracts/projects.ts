import { z } from 'zod'

import { ABILITIES, ROLES, type Ability } from '../access/roles.ts'

export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'small letters, digits and inner hyphens, at most 40')

export const TEMPLATES = ['blank', 'orders'] as const

export const CreateProjectInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  template: z.enum(TEMPLATES).default('blank'),
})
export type CreateProjectInput = z.infer<typeof CreateProjectInput>

export const UpdateProjectInput = z
  .strictObject({ name: z.string().trim().min(1).max(80).optional(), slug: Slug.optional() })
  .refine((input) => Object.keys(input).length > 0, 'send at least one of name, slug')
export type UpdateProjectInput = z.infer<typeof UpdateProjectInput>

export const Project = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  role: z.enum(ROLES),
  abilities: z.array(z.enum(Object.keys(ABILITIES) as [Ability, ...Ability[]])),
  ownerName: z.string(),
  memberCount: z.number(),
  /** null until the first release. */
  publishedAt: z.string().nullable(),
  appUrl: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
})
export type Project = z.infer<typeof Project>
