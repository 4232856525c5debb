import { webhooksApi } from '@axiom/shared/contracts/webhooks'
import type Router from '@koa/router'

import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { Events, Reactor } from '../events/index.ts'
import type { Purges } from '../projects/index.ts'
import { createDeliver, type DeliverDeps } from './deliver.ts'
import { createInterest } from './interest.ts'
import { createWebhookService, type WebhookServiceDeps } from './service.ts'
import { createWebhookStore, type StoredWebhook } from './store.ts'

export type WebhooksDeps = Omit<DeliverDeps, 'store' | 'onChanged'> &
  Pick<WebhookServiceDeps, 'access'> & { db: Db; mount: Mount; events: Events; purges: Purges }

/** Events of projects, told to other servers. */
export async function createWebhooks(deps: WebhooksDeps): Promise<{ routes: Router<RequestState> }> {
  const { db, mount, events, now } = deps
  const store = await createWebhookStore(db)
  deps.purges.add(({ id }) => store.forgetProject(id))
  const interest = createInterest((projectId) => store.list(projectId), now)
  const deliver = createDeliver({ ...deps, store, onChanged: interest.forget })
  const service = createWebhookService({ ...deps, store, deliver, onChanged: interest.forget })

  const reactor: Reactor = {
    wants: async ({ type, projectId, env = null }) =>
      (await interest.get(projectId)).some((webhook) => isFor(webhook, { type, env })),
    async react(event) {
      const { id: eventId, type, projectId, env, at, data } = event
      const body = JSON.stringify({ id: eventId, type, projectId, env, at, data })
      for (const webhook of await store.list(projectId))
        if (isFor(webhook, event)) await deliver.begin(webhook, { eventId, event: type, body })
    },
  }
  events.addReactor(reactor)

  const routes = mount(webhooksApi, {
    list: async ({ actor, params }) => ({ data: await service.list(actor, params.id) }),
    create: ({ actor, params, body }) => service.create(actor, params.id, body),
    update: ({ actor, params, body }) => service.update(actor, params.id, params.webhookId, body),
    remove: ({ actor, params }) => service.remove(actor, params.id, params.webhookId),
    rotate: ({ actor, params }) => service.rotate(actor, params.id, params.webhookId),
    test: ({ actor, params }) => service.test(actor, params.id, params.webhookId),
    deliveries: ({ actor, params, query }) =>
      service.deliveries(actor, params.id, params.webhookId, query.cursor ?? null),
    redeliver: ({ actor, params }) => service.redeliver(actor, params.id, params.webhookId, params.deliveryId),
  })
  return { routes }
}

function isFor(
  { active, events, includeDraft }: StoredWebhook,
  { type, env }: { type: StoredWebhook['events'][number]; env: 'draft' | 'live' | null },
): boolean {
  return active && events.includes(type) && (env !== 'draft' || includeDraft)
}
