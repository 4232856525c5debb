import type { Page } from '@axiom/shared/contracts/common'
import type { CreateWebhookInput, UpdateWebhookInput, Webhook, WebhookDelivery } from '@axiom/shared/contracts/webhooks'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Deliver } from './deliver.ts'
import { secretOf } from './signature.ts'
import type { StoredDelivery, StoredWebhook, WebhookStore } from './store.ts'

const MOST = 20
const PAGE = 50

export interface WebhookServiceDeps {
  store: WebhookStore
  access: ProjectAccess
  deliver: Deliver
  secret: string
  now: () => number
  /** Somebody changed which webhooks there are. */
  onChanged: (projectId: string) => void
}

export function createWebhookService({ store, access, deliver, secret, now, onChanged }: WebhookServiceDeps) {
  const authorize = (actor: UserActor, projectId: string) => access.authorize(actor, projectId, 'webhooks.manage')

  async function find(projectId: string, id: string): Promise<StoredWebhook> {
    const webhook = await store.find(projectId, id)
    if (!webhook) throw new AppError('not_found')
    return webhook
  }

  async function present(webhook: StoredWebhook): Promise<Webhook> {
    const { _id: id, url, events, includeDraft, active, offBecause = null, createdAt } = webhook
    const last = await store.lastDelivery(id)
    const lastDelivery = last && { at: last.createdAt.toISOString(), state: last.state }
    return { id, url, events, includeDraft, active, offBecause, createdAt, lastDelivery }
  }

  return {
    async list(actor: UserActor, projectId: string): Promise<Webhook[]> {
      await authorize(actor, projectId)
      return Promise.all((await store.list(projectId)).map(present))
    },
    async create(actor: UserActor, projectId: string, input: CreateWebhookInput): Promise<Webhook> {
      await authorize(actor, projectId)
      if ((await store.list(projectId)).length >= MOST)
        throw new AppError('conflict', { message: `A project has at most ${MOST} webhooks. Remove one first.` })
      const createdAt = new Date(now()).toISOString()
      const webhook: StoredWebhook = { _id: newId(), projectId, ...input, active: true, generation: 1, createdAt }
      await store.insert(webhook)
      onChanged(projectId)
      return { ...(await present(webhook)), secret: secretOf(secret, webhook) }
    },
    async update(actor: UserActor, projectId: string, id: string, input: UpdateWebhookInput): Promise<Webhook> {
      await authorize(actor, projectId)
      await find(projectId, id)
      const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined))
      // Whoever turns it on or off knows why.
      const fresh = input.active === undefined ? {} : { offBecause: null, failures: 0 }
      const changed = await store.change(projectId, id, { ...given, ...fresh })
      onChanged(projectId)
      if (!changed) throw new AppError('not_found')
      return present(changed)
    },
    async remove(actor: UserActor, projectId: string, id: string): Promise<void> {
      await authorize(actor, projectId)
      if (!(await store.remove(projectId, id))) throw new AppError('not_found')
      onChanged(projectId)
    },
    async rotate(actor: UserActor, projectId: string, id: string): Promise<Webhook> {
      await authorize(actor, projectId)
      const changed = await store.newSecret(projectId, id)
      if (!changed) throw new AppError('not_found')
      return { ...(await present(changed)), secret: secretOf(secret, changed) }
    },
    async test(actor: UserActor, projectId: string, id: string): Promise<{ deliveryId: string }> {
      await authorize(actor, projectId)
      const webhook = await find(projectId, id)
      const at = new Date(now()).toISOString()
      const eventId = newId(16)
      const body = JSON.stringify({ id: eventId, type: 'ping', projectId, at, data: { by: actor.name } })
      return { deliveryId: await deliver.begin(webhook, { eventId, event: 'ping', body }) }
    },
    async deliveries(actor: UserActor, projectId: string, id: string, before: string | null) {
      await authorize(actor, projectId)
      await find(projectId, id)
      const found = await store.listDeliveries(projectId, id, { before, limit: PAGE + 1 })
      const shown = found.slice(0, PAGE)
      const nextCursor = found.length > PAGE ? (shown.at(-1)?._id ?? null) : null
      return { data: shown.map(presentDelivery), meta: { nextCursor } } satisfies Page<WebhookDelivery>
    },
    async redeliver(actor: UserActor, projectId: string, id: string, deliveryId: string) {
      await authorize(actor, projectId)
      if (!(await store.findDelivery(projectId, id, deliveryId))) throw new AppError('not_found')
      await store.setState(deliveryId, 'waiting')
      await deliver.send({ projectId, webhookId: id, deliveryId }, 'again')
      return { deliveryId }
    },
  }
}

function presentDelivery({ _id: id, event, state, createdAt, attempts, body }: StoredDelivery): WebhookDelivery {
  return { id, event, state, createdAt: createdAt.toISOString(), attempts, body }
}
