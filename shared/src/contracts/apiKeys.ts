import { z } from 'zod'

import { KEY_SCOPE } from '../access/apiKeys.ts'
import { Instant, listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

const Scope = z.string().regex(KEY_SCOPE, 'must be collaborate, or read: or write: and the id of a model or *')

export const CreateApiKeyInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  scopes: z.array(Scope).min(1).max(200),
  /** Days until the key ends; null = until removed. */
  expiresInDays: z.int().min(1).max(3_650).nullable().default(90),
})
export type CreateApiKeyInput = z.infer<typeof CreateApiKeyInput>

/** `secret` is answered once, when the key is made; it is stored hashed. */
export const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(z.string()),
  /** The first letters of the secret, by which people recognise it. */
  prefix: z.string(),
  createdAt: Instant,
  expiresAt: Instant.nullable(),
  /** To the minute; null = never. */
  lastUsedAt: Instant.nullable(),
  secret: z.string().optional(),
})
export type ApiKey = z.infer<typeof ApiKey>

export const apiKeysApi = {
  list: {
    id: 'apiKeys.list',
    method: 'get',
    path: '/api/projects/{id}/api-keys',
    summary: 'API keys of a project, without their secrets',
    access: 'apiKeys.manage',
    limit: 'api',
    status: 200,
    answer: listOf(ApiKey),
  },
  create: {
    id: 'apiKeys.create',
    method: 'post',
    path: '/api/projects/{id}/api-keys',
    summary: 'Make an API key; its secret is answered this once',
    access: 'apiKeys.manage',
    limit: 'write',
    body: CreateApiKeyInput,
    status: 201,
    answer: ApiKey,
    errors: ['conflict'],
  },
  remove: {
    id: 'apiKeys.remove',
    method: 'delete',
    path: '/api/projects/{id}/api-keys/{keyId}',
    summary: 'Revoke an API key: it is refused at once, and its sockets and streams end',
    access: 'apiKeys.manage',
    limit: 'write',
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>
