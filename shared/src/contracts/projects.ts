import { z } from 'zod'

import { ABILITIES, ROLES, type Ability } from '../access/roles.ts'
import { listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

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

/** Whether a project can have an address; `kept`: it was another project's, whose links still lead there. */
export const SlugCheck = z.discriminatedUnion('state', [
  z.object({ state: z.enum(['free', 'own', 'taken', 'reserved', 'invalid']) }),
  z.object({ state: z.literal('kept'), until: z.string() }),
])
export type SlugCheck = z.infer<typeof SlugCheck>

export const projectsApi = {
  list: {
    id: 'projects.list',
    method: 'get',
    path: '/api/projects',
    summary: 'Projects of which one is a member, the last changed first',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: listOf(Project),
  },
  create: {
    id: 'projects.create',
    method: 'post',
    path: '/api/projects',
    summary: 'Make a project from a template',
    access: 'signedIn',
    limit: 'write',
    body: CreateProjectInput,
    status: 201,
    answer: Project,
    errors: ['slug_taken'],
  },
  get: {
    id: 'projects.get',
    method: 'get',
    path: '/api/projects/{id}',
    summary: 'One project',
    access: 'project.read',
    limit: 'api',
    status: 200,
    answer: Project,
  },
  update: {
    id: 'projects.update',
    method: 'put',
    path: '/api/projects/{id}',
    summary: 'Change a project’s name or address',
    access: 'project.update',
    limit: 'write',
    body: UpdateProjectInput,
    status: 200,
    answer: Project,
    errors: ['slug_taken'],
  },
  checkSlug: {
    id: 'projects.checkSlug',
    method: 'get',
    path: '/api/projects/{id}/slug',
    summary: 'Whether the project can have this address',
    access: 'project.update',
    limit: 'api',
    query: z.object({ slug: z.string().max(80) }),
    status: 200,
    answer: SlugCheck,
  },
  remove: {
    id: 'projects.remove',
    method: 'delete',
    path: '/api/projects/{id}',
    summary: 'Delete a project for everybody',
    access: 'project.delete',
    limit: 'write',
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>
