import type { WebhookAttempt } from '@axiom/shared/contracts/webhooks'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import { z } from 'zod'

import { DuplicateKey } from '../../platform/db/port.ts'
import { Hopeless, type Jobs } from '../../platform/jobs/jobs.ts'
import { fetchOutbound, type OutboundPolicy } from '../../platform/outbound/fetchOutbound.ts'
import { secretOf, signedHeaders } from './signature.ts'
import type { StoredWebhook, WebhookStore } from './store.ts'

export interface DeliverDeps {
  store: WebhookStore
  jobs: Jobs
  outbound: OutboundPolicy
  secret: string
  now: () => number
  /** A webhook was turned off. */
  onChanged: (projectId: string) => void
}

const Ticket = z.object({ projectId: z.string(), webhookId: z.string(), deliveryId: z.string() })
/** Over about a day and a half. */
const ATTEMPTS = 12
const BACKOFF = { firstMs: 15_000, maxMs: 8 * 3_600_000 }
const TIMEOUT_MS = 15_000
/** Deliveries that were given up one after the other: nobody is there any more. */
const MOST_FAILURES = 5
/** The receiver is gone for good (410). */
const GONE = 410

/** Sends deliveries as jobs, and keeps what came of each attempt. */
export function createDeliver({ store, jobs, outbound, secret, now, onChanged }: DeliverDeps) {
  async function attempt(webhook: StoredWebhook, eventId: string, body: string): Promise<WebhookAttempt> {
    const from = performance.now()
    const result = (status: number | null, error: string | null): WebhookAttempt => ({
      at: new Date(now()).toISOString(),
      status,
      milliseconds: Math.round(performance.now() - from),
      error,
    })
    try {
      const headers = signedHeaders(secretOf(secret, webhook), { id: eventId, body, at: now() })
      // A redirect could lead a signed body elsewhere.
      const policy = { ...outbound, timeoutMs: TIMEOUT_MS, maxBytes: 64_000, maxRedirects: 0 }
      const answer = await fetchOutbound(webhook.url, { method: 'POST', headers, body }, policy)
      await answer.body?.cancel()
      return result(answer.status, answer.ok ? null : `The receiver answered ${answer.status}.`)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return result(null, error.message)
    }
  }

  const { enqueue } = jobs.define({
    kind: 'webhooks.deliver',
    payload: Ticket,
    owner: ({ projectId }) => projectId,
    concurrency: 8,
    attempts: ATTEMPTS,
    backoff: BACKOFF,
    timeoutMs: TIMEOUT_MS + 5_000,
    async run({ projectId, webhookId, deliveryId }) {
      const webhook = await store.find(projectId, webhookId)
      const delivery = await store.findDelivery(projectId, webhookId, deliveryId)
      if (!webhook || !delivery || delivery.state === 'delivered') return
      if (!webhook.active) return store.setState(deliveryId, 'failed')
      const done = await attempt(webhook, delivery.eventId, delivery.body)
      await store.noteAttempt(deliveryId, done, done.error === null ? 'delivered' : 'waiting')
      if (done.error === null) return store.forgetFailures(projectId, webhookId)
      if (done.status === GONE) {
        await store.change(projectId, webhookId, { active: false, offBecause: 'gone' })
        onChanged(projectId)
        throw new Hopeless(done.error)
      }
      throw new Error(done.error)
    },
    async onDead({ projectId, webhookId, deliveryId }) {
      await store.setState(deliveryId, 'failed')
      if (await store.noteFailure(projectId, webhookId, MOST_FAILURES)) onChanged(projectId)
    },
  })

  /** Begins to send a delivery: one job for each, and one more for somebody who does not want to wait for its next attempt. */
  const send = (ticket: z.infer<typeof Ticket>, how: 'once' | 'again' = 'once'): Promise<void> =>
    enqueue(ticket, { key: `${how} ${ticket.deliveryId}` })

  return {
    send,
    /** Keeps an event for a webhook and sends it; the same event twice is one delivery. Returns its id. */
    async begin(webhook: StoredWebhook, { eventId, event, body }: { eventId: string; event: string; body: string }) {
      const { _id: webhookId, projectId } = webhook
      const id = `${now().toString(36).padStart(9, '0')}${newId(8)}`
      const row = { _id: id, projectId, webhookId, eventId, event, body, attempts: [], createdAt: new Date(now()) }
      try {
        await store.insertDelivery({ ...row, state: 'waiting' })
      } catch (error) {
        const known = error instanceof DuplicateKey ? await store.deliveryOf(webhookId, eventId) : null
        if (!known) throw error
        if (known.state === 'waiting') await send({ projectId, webhookId, deliveryId: known._id })
        return known._id
      }
      await send({ projectId, webhookId, deliveryId: id })
      return id
    },
  }
}

export type Deliver = ReturnType<typeof createDeliver>
