import { z } from 'zod'

import { Id, listOf, pageOf } from './common.ts'
import type { RouteSpec } from './route.ts'

/** What happens in a project and may be told to others. */
export const PROJECT_EVENTS = [
  'record.created',
  'record.updated',
  'record.deleted',
  'submission.created',
  'version.created',
  'project.published',
] as const
export const ProjectEventType = z.enum(PROJECT_EVENTS)
export type ProjectEventType = z.infer<typeof ProjectEventType>

const Url = z.url({ protocol: /^https?$/ }).max(2_000)
const Events = z.array(ProjectEventType).min(1).max(PROJECT_EVENTS.length)

export const CreateWebhookInput = z.strictObject({
  url: Url,
  events: Events,
  /** Also of the draft's records. */
  includeDraft: z.boolean().default(false),
})
export type CreateWebhookInput = z.infer<typeof CreateWebhookInput>

export const UpdateWebhookInput = z.strictObject({
  url: Url.optional(),
  events: Events.optional(),
  includeDraft: z.boolean().optional(),
  active: z.boolean().optional(),
})
export type UpdateWebhookInput = z.infer<typeof UpdateWebhookInput>

export const Webhook = z.object({
  id: z.string(),
  url: z.string(),
  events: z.array(ProjectEventType),
  includeDraft: z.boolean(),
  active: z.boolean(),
  /** Why it was turned off by itself: the receiver is gone for good (410), or took nothing for long. */
  offBecause: z.enum(['gone', 'failing']).nullable(),
  createdAt: z.string(),
  /** How the last delivery went; null before the first. */
  lastDelivery: z.object({ at: z.string(), state: z.enum(['delivered', 'waiting', 'failed']) }).nullable(),
  /** What signs the deliveries: answered once, when it is made. */
  secret: z.string().optional(),
})
export type Webhook = z.infer<typeof Webhook>

export const WebhookAttempt = z.object({
  at: z.string(),
  /** Status of the answer; null without one. */
  status: z.int().nullable(),
  milliseconds: z.int(),
  /** What went wrong, or null. */
  error: z.string().nullable(),
})
export type WebhookAttempt = z.infer<typeof WebhookAttempt>

export const WebhookDelivery = z.object({
  id: z.string(),
  event: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  createdAt: z.string(),
  attempts: z.array(WebhookAttempt),
  /** The body as it is sent. */
  body: z.string(),
})
export type WebhookDelivery = z.infer<typeof WebhookDelivery>

const base = '/api/projects/{id}/webhooks'

export const webhooksApi = {
  list: {
    id: 'webhooks.list',
    method: 'get',
    path: base,
    summary: 'Where events of the project are told',
    access: 'webhooks.manage',
    limit: 'api',
    status: 200,
    answer: listOf(Webhook),
  },
  create: {
    id: 'webhooks.create',
    method: 'post',
    path: base,
    summary: 'Tell events to an address; answers the secret of the signatures this once',
    access: 'webhooks.manage',
    limit: 'write',
    body: CreateWebhookInput,
    status: 201,
    answer: Webhook,
    errors: ['conflict'],
  },
  update: {
    id: 'webhooks.update',
    method: 'put',
    path: `${base}/{webhookId}`,
    summary: 'Change a webhook, or turn it off and on',
    access: 'webhooks.manage',
    limit: 'write',
    body: UpdateWebhookInput,
    status: 200,
    answer: Webhook,
  },
  remove: {
    id: 'webhooks.remove',
    method: 'delete',
    path: `${base}/{webhookId}`,
    summary: 'Remove a webhook with its deliveries',
    access: 'webhooks.manage',
    limit: 'write',
    status: 204,
    answer: null,
  },
  rotate: {
    id: 'webhooks.rotate',
    method: 'post',
    path: `${base}/{webhookId}/secret`,
    summary: 'Make a new secret; the old one signs nothing any more',
    access: 'webhooks.manage',
    limit: 'write',
    status: 200,
    answer: Webhook,
  },
  test: {
    id: 'webhooks.test',
    method: 'post',
    path: `${base}/{webhookId}/test`,
    summary: 'Send a ping',
    access: 'webhooks.manage',
    limit: 'write',
    status: 201,
    answer: z.object({ deliveryId: z.string() }),
  },
  deliveries: {
    id: 'webhooks.deliveries',
    method: 'get',
    path: `${base}/{webhookId}/deliveries`,
    summary: 'What was sent in the last 30 days, the newest first',
    access: 'webhooks.manage',
    limit: 'api',
    query: z.object({ cursor: Id.optional() }),
    status: 200,
    answer: pageOf(WebhookDelivery),
  },
  redeliver: {
    id: 'webhooks.redeliver',
    method: 'post',
    path: `${base}/{webhookId}/deliveries/{deliveryId}`,
    summary: 'Send a delivery again, with the same id and body',
    access: 'webhooks.manage',
    limit: 'write',
    status: 201,
    answer: z.object({ deliveryId: z.string() }),
  },
} as const satisfies Record<string, RouteSpec>
