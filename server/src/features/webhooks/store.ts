import type { ProjectEventType, WebhookAttempt } from '@axiom/shared/contracts/webhooks'

import type { Collection, Db, Filter } from '../../platform/db/port.ts'

export interface StoredWebhook {
  _id: string
  projectId: string
  url: string
  events: ProjectEventType[]
  includeDraft: boolean
  active: boolean
  /** Why it was turned off by itself. */
  offBecause?: 'gone' | 'failing' | null
  /** Deliveries that were given up since the last that arrived. */
  failures?: number
  /** Goes up with each new secret, which follows from it. */
  generation: number
  createdAt: string
}

/** One event for one webhook; its id grows with time. */
export interface StoredDelivery {
  _id: string
  projectId: string
  webhookId: string
  /** What the receiver knows it by: the same when it is sent again. */
  eventId: string
  event: string
  state: 'waiting' | 'delivered' | 'failed'
  body: string
  attempts: WebhookAttempt[]
  createdAt: Date
}

const KEEP_SECONDS = 30 * 24 * 3_600

export async function createWebhookStore(db: Db) {
  const webhooks: Collection<StoredWebhook> = db.collection('webhooks')
  const deliveries: Collection<StoredDelivery> = db.collection('webhook_deliveries')
  await webhooks.createIndex({ projectId: 1 })
  await deliveries.createIndex({ webhookId: 1, _id: -1 })
  await deliveries.createIndex({ projectId: 1 })
  await deliveries.createIndex({ webhookId: 1, eventId: 1 }, { unique: true })
  await deliveries.createIndex({ createdAt: 1 }, { expireAfterSeconds: KEEP_SECONDS })

  return {
    list: (projectId: string) => webhooks.find({ projectId }, { sort: { createdAt: 1 } }),
    find: (projectId: string, id: string) => webhooks.findOne({ _id: id, projectId }),
    insert: (webhook: StoredWebhook) => webhooks.insertOne(webhook),
    change: (projectId: string, id: string, values: Partial<Omit<StoredWebhook, '_id' | 'projectId'>>) =>
      webhooks.findOneAndUpdate({ _id: id, projectId }, { $set: values }),
    newSecret: (projectId: string, id: string) =>
      webhooks.findOneAndUpdate({ _id: id, projectId }, { $inc: { generation: 1 } }),
    async remove(projectId: string, id: string): Promise<boolean> {
      await deliveries.deleteMany({ webhookId: id, projectId })
      return (await webhooks.deleteOne({ _id: id, projectId })) === 1
    },
    async forgetProject(projectId: string): Promise<void> {
      await deliveries.deleteMany({ projectId })
      await webhooks.deleteMany({ projectId })
    },
    insertDelivery: (delivery: StoredDelivery) => deliveries.insertOne(delivery),
    findDelivery: (projectId: string, webhookId: string, id: string) =>
      deliveries.findOne({ _id: id, projectId, webhookId }),
    deliveryOf: (webhookId: string, eventId: string) => deliveries.findOne({ webhookId, eventId }),
    listDeliveries(projectId: string, webhookId: string, page: { before: string | null; limit: number }) {
      const filter: Filter = { projectId, webhookId, ...(page.before === null ? {} : { _id: { $lt: page.before } }) }
      return deliveries.find(filter, { sort: { _id: -1 }, limit: page.limit })
    },
    lastDelivery: (webhookId: string) => deliveries.findOne({ webhookId }, { sort: { _id: -1 } }),
    async noteAttempt(id: string, attempt: WebhookAttempt, state: StoredDelivery['state']): Promise<void> {
      await deliveries.updateOne({ _id: id }, { $push: { attempts: { ...attempt } }, $set: { state } })
    },
    /** One more was given up; so many in a row turn the webhook off. True when this one did. */
    async noteFailure(projectId: string, id: string, most: number): Promise<boolean> {
      await webhooks.updateOne({ _id: id, projectId }, { $inc: { failures: 1 } })
      const { matchedCount } = await webhooks.updateOne(
        { _id: id, projectId, active: true, failures: { $gte: most } },
        { $set: { active: false, offBecause: 'failing' } },
      )
      return matchedCount === 1
    },
    async forgetFailures(projectId: string, id: string): Promise<void> {
      await webhooks.updateOne({ _id: id, projectId, failures: { $gt: 0 } }, { $set: { failures: 0 } })
    },
    async setState(id: string, state: StoredDelivery['state']): Promise<void> {
      await deliveries.updateOne({ _id: id }, { $set: { state } })
    },
  }
}

export type WebhookStore = Awaited<ReturnType<typeof createWebhookStore>>
