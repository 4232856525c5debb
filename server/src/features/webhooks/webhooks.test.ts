import { createHmac } from 'node:crypto'

import type { Page } from '@axiom/shared/contracts/common'
import type { Project } from '@axiom/shared/contracts/projects'
import type { Webhook, WebhookDelivery } from '@axiom/shared/contracts/webhooks'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { startReceiver, type Receiver } from '../../../test/startReceiver.ts'

let server: TestServer
let receiver: Receiver
let owner: Client
let project: Project

beforeAll(async () => {
  receiver = await startReceiver()
  server = await createTestServer({ env: { OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}` } })
  owner = await server.register('Owner')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'orders' })).body
})
afterAll(() => Promise.all([server.close(), receiver.close()]))

async function make(path: string, events: string[], more: object = {}): Promise<Webhook & { path: string }> {
  const webhooks = `/api/projects/${project.id}/webhooks`
  const { body } = await owner.call<Webhook>('POST', webhooks, { url: receiver.url + path, events, ...more })
  return { ...body, path: `${webhooks}/${body.id}` }
}
const deliveriesOf = async ({ path }: { path: string }): Promise<WebhookDelivery[]> =>
  (await owner.call<Page<WebhookDelivery>>('GET', `${path}/deliveries`)).body.data
const addOrder = (customer: string) =>
  owner.call<{ data: { id: string } }>('POST', `/api/dynamic/${project.id}/orders?env=draft`, {
    customer,
    product: 'Cake',
    quantity: 2,
    status: 'New',
  })

describe('webhooks', () => {
  it('tell what happened, signed so that the receiver can tell', async () => {
    const webhook = await make('/records', ['record.created', 'record.deleted'], { includeDraft: true })
    const { body } = await addOrder('Ada')
    await expect.poll(() => receiver.at('/records').length).toBe(1)
    const [got] = receiver.at('/records')
    expect(JSON.parse(got?.body ?? '')).toMatchObject({
      type: 'record.created',
      projectId: project.id,
      env: 'draft',
      data: { collection: 'orders', record: { id: body.data.id, customer: 'Ada', version: 1 } },
    })
    const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = got?.headers ?? {}
    const key = Buffer.from((webhook.secret ?? '').slice('whsec_'.length), 'base64')
    const expected = createHmac('sha256', key)
      .update(`${String(id)}.${String(at)}.${got?.body}`)
      .digest('base64')
    expect(signature).toBe(`v1,${expected}`)
    expect(Math.abs(Number(at) * 1000 - Date.now())).toBeLessThan(60_000)
    await owner.call('DELETE', `/api/dynamic/${project.id}/orders/${body.data.id}?env=draft`)
    await expect.poll(() => receiver.at('/records').length).toBe(2)
    await expect
      .poll(async () => (await deliveriesOf(webhook)).map(({ state }) => state))
      .toEqual(['delivered', 'delivered'])
    const { body: listed } = await owner.call<{ data: Webhook[] }>('GET', `/api/projects/${project.id}/webhooks`)
    expect(JSON.stringify(listed)).not.toContain('whsec_')
    await owner.call('DELETE', webhook.path)
  })

  it('tell of the draft only who asked for it, of publishing, and of versions', async () => {
    await make('/live', ['record.created', 'project.published', 'version.created'])
    await addOrder('Draft only')
    await owner.call('POST', `/api/projects/${project.id}/publish`, {})
    await expect.poll(() => receiver.at('/live').length).toBe(2)
    const types = receiver.at('/live').map(({ body }) => (JSON.parse(body) as { type: string }).type)
    expect(types.toSorted()).toEqual(['project.published', 'version.created'])
  })

  it('are sent again when they are refused, and by hand with the same id and body', async () => {
    receiver.answer('/flaky', 500)
    const webhook = await make('/flaky', ['record.created'])
    await owner.call('POST', `${webhook.path}/test`)
    await expect.poll(async () => (await deliveriesOf(webhook))[0]?.attempts.length).toBe(1)
    const [failed] = await deliveriesOf(webhook)
    expect(failed).toMatchObject({ event: 'ping', state: 'waiting' })
    expect(failed?.attempts[0]).toMatchObject({ status: 500, error: 'The receiver answered 500.' })
    receiver.answer('/flaky', 200)
    await owner.call('POST', `${webhook.path}/deliveries/${failed?.id}`)
    await expect.poll(async () => (await deliveriesOf(webhook))[0]?.state).toBe('delivered')
    const [first, second] = receiver.at('/flaky')
    expect(second?.body).toBe(first?.body)
    expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
  })

  it('get a new secret, and are turned off by a receiver that is gone', async () => {
    receiver.answer('/gone', 410)
    const webhook = await make('/gone', ['record.created'])
    const { body: rotated } = await owner.call<Webhook>('POST', `${webhook.path}/secret`)
    expect(rotated.secret).toMatch(/^whsec_/)
    expect(rotated.secret).not.toBe(webhook.secret)
    await owner.call('POST', `${webhook.path}/test`)
    await expect.poll(async () => (await deliveriesOf(webhook))[0]?.state).toBe('failed')
    const { body } = await owner.call<{ data: Webhook[] }>('GET', `/api/projects/${project.id}/webhooks`)
    expect(body.data.find(({ id }) => id === webhook.id)).toMatchObject({ active: false, offBecause: 'gone' })
    const { body: again } = await owner.call<Webhook>('PUT', webhook.path, { active: true })
    expect(again).toMatchObject({ active: true, offBecause: null })
  })

  it('never reach into the network of the server, nor follow a redirect', async () => {
    const inside = await make('', ['record.created'])
    await owner.call('PUT', inside.path, { url: 'http://127.0.0.1:1/admin' })
    await owner.call('POST', `${inside.path}/test`)
    await expect.poll(async () => (await deliveriesOf(inside))[0]?.attempts[0]?.error).toContain('not')
    receiver.answer('/moved', 302, { location: `${receiver.url}/elsewhere` })
    const moved = await make('/moved', ['record.created'])
    await owner.call('POST', `${moved.path}/test`)
    await expect.poll(async () => (await deliveriesOf(moved))[0]?.attempts.length).toBe(1)
    expect(receiver.at('/elsewhere')).toEqual([])
  })

  it('are for editors, each in its own project', async () => {
    const webhook = await make('/mine', ['record.created'])
    const stranger = await server.register('Stranger')
    const all = webhook.path.slice(0, webhook.path.lastIndexOf('/'))
    expect((await server.anonymous('GET', all)).status).toBe(401)
    expect((await stranger.call('GET', all)).status).toBe(404)
    expect((await stranger.call('POST', `${webhook.path}/test`)).status).toBe(404)
    const { body } = await stranger.call<Project>('POST', '/api/projects', { name: 'Other' })
    expect((await stranger.call('DELETE', `/api/projects/${body.id}/webhooks/${webhook.id}`)).status).toBe(404)
    await owner.call('POST', `/api/projects/${project.id}/members`, {
      email: stranger.session.user.email,
      role: 'viewer',
    })
    expect((await stranger.call('GET', all)).status).toBe(403)
    const wrong = { url: 'ftp://example.com', events: ['record.created'] }
    expect((await owner.call('POST', all, wrong)).status).toBe(400)
    expect((await owner.call('POST', all, { url: 'https://example.com', events: ['x'] })).status).toBe(400)
  })
})

it('a webhook that takes nothing for days is turned off, and says why', async () => {
  let time = Date.parse('2100-03-01T12:00:00Z')
  const slow = await createTestServer({ now: () => time, env: { OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}` } })
  onTestFinished(() => slow.close())
  let mara = await slow.register('Mara')
  const { body: own } = await mara.call<Project>('POST', '/api/projects', { name: 'Shop' })
  const base = `/api/projects/${own.id}/webhooks`
  const input = { url: `${receiver.url}/down`, events: ['record.created'] }
  const { body: webhook } = await mara.call<Webhook>('POST', base, input)
  const path = `${base}/${webhook.id}`
  const state = async (): Promise<Webhook | undefined> =>
    (await mara.call<{ data: Webhook[] }>('GET', base)).body.data.find(({ id }) => id === webhook.id)
  const deliveries = async (): Promise<WebhookDelivery[]> =>
    (await mara.call<Page<WebhookDelivery>>('GET', `${path}/deliveries`)).body.data
  /** As often as it is tried, each time after the longest wait. */
  const giveUp = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) await mara.call('POST', `${path}/test`)
    for (let attempt = 1; attempt <= 12; attempt++) {
      await expect
        .poll(async () => (await deliveries()).every(({ attempts }) => attempts.length >= attempt), { interval: 50 })
        .toBe(true)
      time += 11 * 3_600_000
      mara = await slow.signInAgain(mara)
    }
    await expect.poll(async () => (await deliveries()).every((one) => one.state === 'failed')).toBe(true)
  }
  receiver.answer('/down', 503)
  await giveUp(5)
  await expect.poll(state).toMatchObject({ active: false, offBecause: 'failing' })
}, 60_000)
