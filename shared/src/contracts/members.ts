import { z } from 'zod'

import { ROLES } from '../access/roles.ts'
import { Email, listOf } from './common.ts'
import { Project } from './projects.ts'
import type { RouteSpec } from './route.ts'

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

export const membersApi = {
  list: {
    id: 'members.list',
    method: 'get',
    path: '/api/projects/{id}/members',
    summary: 'Members of a project and their roles',
    access: 'members.list',
    limit: 'api',
    status: 200,
    answer: listOf(Member),
  },
  add: {
    id: 'members.add',
    method: 'post',
    path: '/api/projects/{id}/members',
    summary: 'Add somebody who has an account; answers all members',
    access: 'members.manage',
    limit: 'write',
    body: AddMemberInput,
    status: 201,
    answer: listOf(Member),
    errors: ['conflict'],
  },
  setRole: {
    id: 'members.setRole',
    method: 'put',
    path: '/api/projects/{id}/members/{userId}',
    summary: 'Change a member’s role; answers all members',
    access: 'members.manage',
    limit: 'write',
    body: UpdateMemberInput,
    status: 200,
    answer: listOf(Member),
    errors: ['conflict'],
  },
  remove: {
    id: 'members.remove',
    method: 'delete',
    path: '/api/projects/{id}/members/{userId}',
    summary: 'Remove a member; everybody may leave, others need the right to manage members',
    access: 'project.read',
    limit: 'write',
    status: 204,
    answer: null,
    errors: ['conflict'],
  },
  listLinks: {
    id: 'shareLinks.list',
    method: 'get',
    path: '/api/projects/{id}/share-links',
    summary: 'Share links of a project, without their secrets',
    access: 'shareLinks.manage',
    limit: 'api',
    status: 200,
    answer: listOf(ShareLink),
  },
  createLink: {
    id: 'shareLinks.create',
    method: 'post',
    path: '/api/projects/{id}/share-links',
    summary: 'Make a share link; its address is answered this once',
    access: 'shareLinks.manage',
    limit: 'write',
    body: CreateShareLinkInput,
    status: 201,
    answer: ShareLink,
  },
  removeLink: {
    id: 'shareLinks.remove',
    method: 'delete',
    path: '/api/projects/{id}/share-links/{linkId}',
    summary: 'Remove a share link; who has joined by it stays',
    access: 'shareLinks.manage',
    limit: 'write',
    status: 204,
    answer: null,
  },
  acceptLink: {
    id: 'shareLinks.accept',
    method: 'post',
    path: '/api/share-links/accept',
    summary: 'Join a project by a share link; answers the project',
    access: 'signedIn',
    limit: 'signIn',
    body: AcceptShareLinkInput,
    status: 200,
    answer: Project,
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteSpec>
