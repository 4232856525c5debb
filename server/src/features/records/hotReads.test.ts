import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setField } from '@axiom/shared/document/operations/setField'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { setOption } from '@axiom/shared/document/operations/setOption'
import { parseModels } from '@axiom/shared/document/parseModels'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { startRedis, type TestRedis } from '../../../test/startRedis.ts'
import { registerVisitor } from '../../../test/visitor.ts'
import { LocalHub } from '../../platform/bus/localBus.ts'

type Row = Record<string, unknown> & { id: string }
type List = { data: Row[]; meta: { count?: number } }

/** What several callers ask again and again, as a line each. */
async function look(client: Client, path: string): Promise<string[]> {
  const [list, sums] = await Promise.all([
    client.call<List>('GET', `${path}?sort=-quantity&limit=3&count=exact`),
    client.call<{ data: unknown }>('GET', `${path}/aggregate?sum=quantity`),
  ])
  const { data, meta } = list.body
  return [data.map(({ quantity }) => String(quantity)).join(), String(meta.count), JSON.stringify(sums.body.data)]
}

const order = (quantity: number) => ({ customer: 'Bern', product: 'Box', quantity })
const expected = (quantities: readonly number[]): string[] => [
  quantities
    .toSorted((a, b) => b - a)
    .slice(0, 3)
    .join(),
  String(quantities.length),
  JSON.stringify([{ group: {}, count: quantities.length, sum: { quantity: quantities.reduce((a, b) => a + b, 0) } }]),
]

async function hitsOf(server: TestServer): Promise<number> {
  const { body } = await server.anonymous<{ text: string }>('GET', '/metrics')
  return Number(/^axiom_cache_reads_total\{outcome="hit"\} (\d+)$/m.exec(body.text)?.[1] ?? 0)
}

let redis: TestRedis
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.close())

describe('two processes with a cache in Redis', () => {
  let dataDir: string
  let one: TestServer
  let two: TestServer
  let owner: Client
  let elsewhere: Client
  let path: string

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'axiom-hot-'))
    const hub = new LocalHub()
    const onFailure = (error: unknown): void => expect.fail(String(error))
    const both = { dataDir, env: { REDIS_CACHE_URL: redis.url } }
    one = await createTestServer({ ...both, bus: hub.join(onFailure) })
    two = await createTestServer({ ...both, bus: hub.join(onFailure) })
    owner = await one.register('Owner')
    elsewhere = await two.signInAgain(owner)
    const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Hot', template: 'orders' })
    path = `/api/dynamic/${body.id}/orders`
  })
  afterAll(async () => {
    await Promise.all([one.close(), two.close()])
    await rm(dataDir, { recursive: true, force: true })
  })

  it('no answer is older than a write that the other has acknowledged', async () => {
    const rows: { id: string; quantity: number }[] = []
    for (let i = 1; i <= 25; i++) {
      const [writer, reader] = i % 2 === 0 ? [owner, elsewhere] : [elsewhere, owner]
      // Kept by both before it changes: a list is when it is asked again.
      for (const _ of [1, 2]) await Promise.all([look(owner, path), look(elsewhere, path)])
      const victim = rows[i % 5]
      if (i % 3 === 0 && victim) {
        victim.quantity = 100 + i
        await writer.call('PATCH', `${path}/${victim.id}`, { quantity: victim.quantity })
      } else if (i % 7 === 0 && victim) {
        rows.splice(rows.indexOf(victim), 1)
        expect((await writer.call('DELETE', `${path}/${victim.id}`)).status).toBe(204)
      } else {
        const { body } = await writer.call<{ data: Row }>('POST', path, order(i))
        rows.push({ id: body.data.id, quantity: i })
      }
      const now = expected(rows.map(({ quantity }) => quantity))
      expect(await Promise.all([look(reader, path), look(writer, path)])).toEqual([now, now])
    }
    await look(owner, path)
    await expect.poll(() => hitsOf(one)).toBeGreaterThan(0)
  })

  it('a batch and an import are such writes too', async () => {
    const before = Number((await look(elsewhere, path))[1])
    const operations = [1, 2].map((quantity) => ({ operation: 'create', collection: 'orders', data: order(quantity) }))
    const batch = await owner.call('POST', path.replace('/orders', '/batch'), { operations })
    expect(batch.status).toBe(200)
    expect(Number((await look(elsewhere, path))[1])).toBe(before + 2)
    const file = 'customer,product,quantity\nBern,Box,5\n'
    const imported = await owner.call('POST', `${path}/import`, file, { 'content-type': 'text/csv' })
    expect(imported.body).toMatchObject({ data: { created: 1 } })
    expect(Number((await look(elsewhere, path))[1])).toBe(before + 3)
  })

  it('without Redis all goes on, and nothing that it held before comes back with it', async () => {
    await look(elsewhere, path)
    await redis.kill()
    const before = Number((await look(elsewhere, path))[1])
    expect((await owner.call('POST', path, order(7))).status).toBe(201)
    expect(Number((await look(elsewhere, path))[1])).toBe(before + 1)
    await redis.restart()
    const hits = await hitsOf(two)
    await expect
      .poll(async () => (await look(elsewhere, path), await hitsOf(two)), { timeout: 8_000 })
      .toBeGreaterThan(hits)
    expect(Number((await look(elsewhere, path))[1])).toBe(before + 1)
  })
})

describe('callers who ask the same', () => {
  it('get their own rows, whoever asked before', async () => {
    const server = await createTestServer({ env: { REDIS_CACHE_URL: redis.url } })
    const owner = await server.register('Owner')
    const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', {
      name: 'S',
      template: 'orders',
    })
    const { id, slug } = made.body
    await server.edit(id, (doc, origin) => {
      for (const model of parseModels(doc))
        for (const operation of ['list', 'create'] as const)
          setModelRule(doc, { id: model.id, operation, audience: 'own' }, origin)
    })
    await owner.call('PUT', `/api/projects/${id}/app-user-settings`, {
      registration: 'open',
      verifyEmail: false,
      roles: [],
    })
    expect((await owner.call('POST', `/api/projects/${id}/publish`, {})).status).toBe(201)
    const people = [await registerVisitor(server, slug, 'Ann'), await registerVisitor(server, slug, 'Ben')]
    const path = `/api/dynamic/${id}/orders`
    for (const [i, person] of people.entries())
      for (let n = 0; n <= i; n++) expect((await person.call('POST', path, order(10 * i + n + 1))).status).toBe(201)
    // A list is kept when it is asked again.
    for (const round of [1, 2, 3])
      for (const [i, person] of people.entries()) {
        const { body } = await person.call<List>('GET', `${path}?count=exact`)
        expect([round, body.meta.count]).toEqual([round, i + 1])
        expect(body.data.every(({ createdBy }) => createdBy === person.id)).toBe(true)
      }
    expect((await owner.call<List>('GET', `${path}?count=exact`)).body.meta.count).toBe(3)
    // On MongoDB the cache is in Redis, which may have come late.
    await expect
      .poll(async () => (await owner.call('GET', path), await hitsOf(server)), { timeout: 8_000 })
      .toBeGreaterThan(0)
    await server.close()
  })
})

it('a list says the same whether it was asked before or not', async () => {
  const server = await createTestServer()
  const owner = await server.register('Owner')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shown', template: 'orders' })
  const path = `/api/dynamic/${body.id}/orders`
  const rows = [1, 2, 3, 4, 5].map((n) => ({ ...order(n), customer: `“${n}\n\u2028`, status: 'New', note: `${n}` }))
  expect((await owner.call('POST', path, rows)).status).toBe(201)
  await server.edit(body.id, (doc, origin) => {
    for (const field of parseModels(doc).flatMap(({ fields }) => fields)) {
      const [option] = field.options
      // Texts that are numbers, choices that have another name by now.
      if (field.name === 'note') setField(doc, { id: field.id, type: 'integer' }, origin)
      if (option) setOption(doc, { id: option.id, label: 'Brand new' }, origin)
    }
  })
  const lists = [
    '',
    'sort=-quantity&limit=2',
    'fields=customer,status',
    'count=exact&limit=3&page=2',
    'quantity[gt]=99',
  ]
  for (const list of lists) {
    const bodies: List[] = []
    for (const _ of [1, 2, 3]) bodies.push((await owner.call<List>('GET', `${path}?${list}`)).body)
    expect(bodies.slice(1)).toEqual([bodies[0], bodies[0]])
  }
  const { data, meta } = (await owner.call<List & { meta: { nextCursor: string } }>('GET', `${path}?${lists[1]}`)).body
  expect(data.map(({ quantity, status, note }) => [quantity, status, note])).toEqual([
    [5, 'Brand new', 5],
    [4, 'Brand new', 4],
  ])
  const next = await owner.call<List>('GET', `${path}?${lists[1]}&cursor=${meta.nextCursor}`)
  expect(next.body.data.map(({ quantity }) => quantity)).toEqual([3, 2])
  await server.close()
})

it('what a filter asks of related records is as they are now', async () => {
  const server = await createTestServer()
  const owner = await server.register('Owner')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Hop', template: 'blank' })
  await server.edit(body.id, (doc, origin) => {
    const target = addModel(doc, { name: 'customers' }, origin)
    addField(doc, { modelId: target, name: 'region', type: 'text' }, origin)
    const orders = addModel(doc, { name: 'orders' }, origin)
    addField(doc, { modelId: orders, name: 'customer', type: 'relation', constraints: { target } }, origin)
  })
  const base = `/api/dynamic/${body.id}`
  const made = await owner.call<{ data: Row }>('POST', `${base}/customers`, { region: 'north' })
  const customer = made.body.data.id
  await owner.call('POST', `${base}/orders`, { customer })
  const north = async (): Promise<number> =>
    (await owner.call<List>('GET', `${base}/orders?customer.region=north`)).body.data.length
  for (const _ of [1, 2, 3]) expect(await north()).toBe(1)
  await owner.call('PATCH', `${base}/customers/${customer}`, { region: 'south' })
  expect(await north()).toBe(0)
  await server.close()
})
