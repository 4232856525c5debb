import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { openEvents } from '../../../test/openEvents.ts'
import { openMongoDb } from '../../platform/db/mongo/openMongoDb.ts'
import type { Db } from '../../platform/db/port.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'

type Row = Record<string, unknown> & { id: string }
type List = { data: Row[]; meta: { count?: number } }

let dataDir: string
let db: Db
let server: TestServer
let owner: Client

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'axiom-placement-'))
  db = await openMongoDb({ uri: testStores(dataDir).mongoUri ?? '' })
  await start(['_2'])
  owner = await server.register('Owner')
})
afterAll(async () => {
  await db.close()
  await rm(dataDir, { recursive: true, force: true })
})
beforeEach(async () => {
  await start(['_2'])
  owner = await server.signInAgain(owner)
})
afterEach(() => server.close())

/** With these databases on the operator's list, by their ends. */
async function start(ends: readonly string[]): Promise<void> {
  const names = ends.map((end) => db.name + end)
  server = await createTestServer({ dataDir, env: { MONGODB_PLACEMENTS: names.join() } })
}

/** Models `orders` and `customers`, which orders refer to. */
async function makeShop(): Promise<{ id: string; base: string }> {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  await server.edit(body.id, (doc, origin) => {
    const customers = addModel(doc, { name: 'customers' }, origin)
    addField(doc, { modelId: customers, name: 'name', type: 'text', constraints: { unique: true } }, origin)
    const orders = addModel(doc, { name: 'orders' }, origin)
    addField(doc, { modelId: orders, name: 'title', type: 'text' }, origin)
    addField(doc, { modelId: orders, name: 'number', type: 'autoNumber' }, origin)
    addField(
      doc,
      { modelId: orders, name: 'customer', type: 'relation', constraints: { target: customers, onDelete: 'setNull' } },
      origin,
    )
    for (const id of [customers, orders]) setModelRule(doc, { id, operation: 'list', audience: 'public' }, origin)
  })
  return { id: body.id, base: `/api/dynamic/${body.id}` }
}

/** How many collections of its rows a project has in the default database, and in others by their ends. */
async function collectionsOf(projectId: string, ...ends: string[]): Promise<number[]> {
  const databases = [db, ...ends.map((end) => db.database(db.name + end))]
  return Promise.all(databases.map(async (one) => (await one.listCollections(`r_${projectId}_`)).length))
}

it('everything that is done with rows is done in the database of their project', async () => {
  const shop = await makeShop()
  const call = async <T = { data: Row }>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await owner.call<T>(method, shop.base + path, body)
    expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    return answer.body
  }
  const token = owner.session.accessToken
  const changes = await openEvents(`${server.url}${shop.base}/changes`, { authorization: `Bearer ${token}` })
  const { data: ada } = await call('POST', '/customers', { name: 'Ada' })
  const { data: order } = await call('POST', '/orders', { title: 'Tea', customer: ada.id })
  await call('PATCH', `/orders/${order.id}`, { title: 'Green tea' })
  await call('POST', '/batch', {
    operations: [
      { operation: 'create', collection: 'orders', data: { title: 'Coffee', customer: ada.id } },
      { operation: 'upsert', collection: 'customers', field: 'name', data: { name: 'Grace' } },
    ],
  })
  // All or nothing, over two collections.
  const operations = [
    { operation: 'create', collection: 'orders', data: { title: 'Never' } },
    { operation: 'create', collection: 'customers', data: { name: 'Ada' } },
  ]
  expect((await owner.call('POST', `${shop.base}/batch`, { operations })).status).toBe(409)

  const list = await call<List>('GET', '/orders?customer.name=Ada&sort=number&expand=customer&count=exact')
  expect(list.data.map(({ title, number }) => [title, number])).toEqual([
    ['Green tea', 1],
    ['Coffee', 2],
  ])
  expect(list.meta.count).toBe(2)
  expect(list.data[0]).toMatchObject({ expand: { customer: { name: 'Ada' } } })
  expect(await call('GET', '/orders?search=green')).toMatchObject({ data: [{ id: order.id }] })
  expect(await call('GET', '/orders/aggregate?groupBy=customer')).toMatchObject({ data: [{ count: 2 }] })
  await changes.until((events) =>
    events.some(({ data }) => (data['record'] as Row | undefined)?.['title'] === 'Coffee'),
  )
  changes.close()

  const csv = 'title,customer\nMilk,\n'
  const imported = await owner.call('POST', `${shop.base}/orders/import`, csv, { 'content-type': 'text/csv' })
  expect(imported.body).toMatchObject({ data: { created: 1 } })
  expect((await call<{ text: string }>('GET', '/orders/export?format=csv')).text).toContain('Milk')
  expect((await owner.call('DELETE', `${shop.base}/customers/${ada.id}`)).status).toBe(204)
  expect(await call<List>('GET', '/orders?customer[exists]=true')).toMatchObject({ data: [] })

  expect(await collectionsOf(shop.id, '_2')).toEqual([0, 2])
  expect((await db.listCollections('r_')).length).toBe(0)
})

it('rows are copied to where those of the copy belong, and published ones beside the draft’s', async () => {
  const shop = await makeShop()
  await owner.call('POST', `${shop.base}/customers`, [{ name: 'Ada' }, { name: 'Grace' }])
  const release = await owner.call('POST', `/api/projects/${shop.id}/publish`, { copyDraftRows: true })
  expect(release.status).toBe(201)
  expect((await server.anonymous<List>('GET', `${shop.base}/customers`)).body.data).toHaveLength(2)
  expect((await collectionsOf(shop.id, '_2')).map(Math.sign)).toEqual([0, 1])
  const file = await fetch(`${server.url}/api/projects/${shop.id}/export?rows=draft`, {
    headers: { authorization: `Bearer ${owner.session.accessToken}` },
  })
  const bytes = new Uint8Array(await file.arrayBuffer())
  await server.close()
  await start(['_3'])
  owner = await server.signInAgain(owner)
  const headers = { 'content-type': 'application/gzip' }
  const made = await owner.call<{ project: { id: string } }>('POST', '/api/projects/import', bytes, headers)
  expect(made.body).toMatchObject({ rows: 2 })
  expect((await collectionsOf(made.body.project.id, '_2', '_3')).map(Math.sign)).toEqual([0, 0, 1])
})

it('a new project goes to the database with the fewest, and none moves when the list changes', async () => {
  await server.close()
  await start(['_4', '_5', ''])
  owner = await server.signInAgain(owner)
  const places: number[][] = []
  const shops = []
  for (let i = 0; i < 6; i++) {
    const shop = await makeShop()
    shops.push(shop)
    await owner.call('POST', `${shop.base}/customers`, { name: `Of ${i}` })
    places.push((await collectionsOf(shop.id, '_4', '_5')).map((count) => Math.sign(count)))
  }
  const sum = (at: number): number => places.reduce((total, one) => total + (one[at] ?? 0), 0)
  expect([sum(0), sum(1), sum(2)]).toEqual([2, 2, 2])
  await server.close()
  await start([])
  owner = await server.signInAgain(owner)
  for (const [i, { base }] of shops.entries())
    expect((await owner.call<List>('GET', `${base}/customers`)).body.data).toMatchObject([{ name: `Of ${i}` }])
  const last = await makeShop()
  await owner.call('POST', `${last.base}/customers`, { name: 'Here' })
  expect((await collectionsOf(last.id, '_4', '_5')).map(Math.sign)).toEqual([1, 0, 0])
  expect((await server.anonymous('GET', '/health/detailed')).body).toMatchObject({ status: 'ok', warnings: [] })
})
