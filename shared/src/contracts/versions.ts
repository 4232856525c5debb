import { z } from 'zod'

import { Id, listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

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

export const VersionReason = z.enum(['manual', 'activity', 'restore', 'publish', 'migration'])
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

/** What became of one node since the version; `keys` are those of its row, `frame` is where it is or was. */
export const NodeDifference = z.object({
  id: z.string(),
  kind: z.enum(['added', 'changed', 'removed']),
  name: z.string(),
  type: z.string(),
  screenId: z.string(),
  parentId: z.string(),
  frame: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
  keys: z.array(z.string()),
  words: z.object({ before: z.string(), now: z.string() }).nullable(),
})
export type NodeDifference = z.infer<typeof NodeDifference>

/** What a restore would change, counted by root; and what became of the nodes since, the first 500. */
export const VersionDifference = z.object({
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  screens: z.array(z.object({ id: z.string(), name: z.string(), changes: z.number() })),
  nodes: z.array(NodeDifference),
})
export type VersionDifference = z.infer<typeof VersionDifference>

/** A whole project: a Yjs update in base64. */
export const ProjectState = z.object({ state: z.string() })
export type ProjectState = z.infer<typeof ProjectState>

export const versionsApi = {
  list: {
    id: 'versions.list',
    method: 'get',
    path: '/api/projects/{id}/versions',
    summary: 'The last 500 versions, the newest first',
    access: 'versions.list',
    limit: 'api',
    status: 200,
    answer: listOf(Version),
  },
  create: {
    id: 'versions.create',
    method: 'post',
    path: '/api/projects/{id}/versions',
    summary: 'Keep the project as it is now under a name',
    access: 'versions.create',
    limit: 'write',
    body: CreateVersionInput,
    status: 201,
    answer: Version,
  },
  difference: {
    id: 'versions.difference',
    method: 'get',
    path: '/api/projects/{id}/versions/{versionId}/difference',
    summary: 'What restoring everything of a version would change now',
    access: 'versions.list',
    limit: 'api',
    status: 200,
    answer: VersionDifference,
  },
  state: {
    id: 'versions.state',
    method: 'get',
    path: '/api/projects/{id}/versions/{versionId}/state',
    summary: 'The project as it was',
    access: 'versions.list',
    limit: 'api',
    status: 200,
    answer: ProjectState,
  },
  restore: {
    id: 'versions.restore',
    method: 'post',
    path: '/api/projects/{id}/versions/{versionId}/restore',
    summary: 'Bring back everything, one screen or one node, as an ordinary edit; answers the version kept from before',
    access: 'versions.restore',
    limit: 'write',
    body: RestoreVersionInput,
    status: 200,
    answer: Version,
  },
} as const satisfies Record<string, RouteSpec>
