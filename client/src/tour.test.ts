import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { RecordChange, Reset } from './changes.ts'
import { type AxiomClient, createClient } from './createClient.ts'
import { AxiomError } from './problem.ts'
import type { AnyCollections } from './project.ts'
import { checkedFetch, newShop, type Shop, startShop } from './test/startShop.ts'

let shop: Shop
let axiom: AxiomClient
beforeAll(async () => {
  shop = await startShop()
  axiom = createClient({ url: shop.server.url, token: shop.token, fetch: checkedFetch })
})
afterAll(() => shop.server.close())

/** A shop that nobody else uses. */
async function fresh() {
  const project = await newShop(shop.server, shop.owner)
  return { project, data: axiom.project<AnyCollections>(project.slug) }
}

const problemOf = async (work: Promise<unknown>): Promise<AxiomError> => {
  const error = await work.then(
    () => expect.fail('this should have been refused'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(AxiomError)
  return error as AxiomError
}

describe('records', () => {
  it('are made, read, changed, guarded by their version, replaced and deleted', async () => {
    const { project } = await fresh()
    const orders = axiom.records(project.slug, 'orders', { env: 'draft' })
    const made = await orders.create({ customer: 'Ada', product: 'Tea', total: 5 })
    expect(made).toMatchObject({ customer: 'Ada', quantity: 1, status: 'New', version: 1 })
    expect(await orders.get(made.id)).toEqual(made)
    const changed = await orders.update(made.id, { total: 6 }, { ifVersion: made.version })
    expect(changed).toMatchObject({ total: 6, version: 2 })
    const late = await problemOf(orders.update(made.id, { total: 7 }, { ifVersion: made.version }))
    expect([late.code, late.status]).toEqual(['precondition_failed', 412])
    const replaced = await orders.replace(made.id, { customer: 'Ada', product: 'Cake' })
    expect(replaced).toMatchObject({ product: 'Cake', total: null })
    await orders.delete(made.id, { ifVersion: replaced.version })
    expect(await problemOf(orders.get(made.id))).toMatchObject({ code: 'not_found', status: 404 })
  })

  it('of many are made all or none, and a refusal names each wrong value and the request', async () => {
    const { data } = await fresh()
    const orders = data.records('orders')
    const made = await orders.create([
      { customer: 'Ada', product: 'Tea' },
      { customer: 'Ben', product: 'Tea' },
    ])
    expect(made.map(({ customer }) => customer)).toEqual(['Ada', 'Ben'])
    const refused = await problemOf(orders.create([{ customer: 'Cleo', product: 'Tea' }, { customer: 'Dora' }]))
    expect(refused).toMatchObject({ code: 'invalid_input', errors: [{ path: '1/product', code: 'required' }] })
    expect(refused.requestId).not.toBeNull()
    expect(await orders.count()).toBe(2)
  })

  it('are upserted by a unique field', async () => {
    const { data } = await fresh()
    const customers = data.records('customers')
    const ada = await customers.upsert('email', { email: 'ada@example.com', city: 'Oslo' })
    const [again, ben] = await customers.upsert('email', [
      { email: 'ada@example.com', city: 'Rome' },
      { email: 'ben@example.com' },
    ])
    expect([again?.id, again?.['city'], ben?.version]).toEqual([ada.id, 'Rome', 1])
  })

  it('are listed by filter, search, order, fields, page and relation', async () => {
    const { data } = await fresh()
    const [oslo, rome] = await data.records('customers').create([
      { email: 'ada@example.com', city: 'Oslo' },
      { email: 'ben@example.com', city: 'Rome' },
    ])
    const lines = data.records('order_lines')
    await lines.create([
      { sku: 'A1', amount: 3, buyer: oslo?.id, colours: ['red'] },
      { sku: 'A2', amount: 5, buyer: rome?.id, colours: ['red', 'blue'] },
      { sku: 'B1', amount: 9 },
    ])
    const skus = async (...[options]: Parameters<typeof lines.list>): Promise<unknown[]> =>
      (await lines.list({ sort: 'sku', ...options })).data.map(({ sku }) => sku)
    expect(await skus({ filter: { amount: { gte: 5 } } })).toEqual(['A2', 'B1'])
    expect(await skus({ filter: { or: [{ sku: 'A1' }, { amount: 9 }] } })).toEqual(['A1', 'B1'])
    expect(await skus({ filter: { 'buyer.city': 'Oslo' } })).toEqual(['A1'])
    expect(await skus({ filter: { colours: 'blue' } })).toEqual(['A2'])
    expect(await skus({ search: 'a' })).toEqual(['A1', 'A2'])
    expect(await skus({ sort: ['-amount'], limit: 1, page: 2 })).toEqual(['A2'])
    const page = await lines.list({ fields: ['sku'], expand: ['buyer'], limit: 2, sort: 'sku', count: true })
    expect(page.meta.count).toBe(3)
    expect(page.data).toEqual([
      { id: expect.any(String) as string, sku: 'A1', expand: { buyer: oslo } },
      { id: expect.any(String) as string, sku: 'A2', expand: { buyer: rome } },
    ])
    const next = await lines.list({ sort: 'sku', limit: 2, cursor: page.meta.nextCursor ?? '' })
    expect(next.data.map(({ sku }) => sku)).toEqual(['B1'])
    const all: unknown[] = []
    for await (const { sku } of lines.all({ limit: 1, sort: '-sku' })) all.push(sku)
    expect(all).toEqual(['B1', 'A2', 'A1'])
    expect(await problemOf(lines.list({ filter: { nothing: 1 } }))).toMatchObject({
      code: 'invalid_filter',
      errors: [{ path: 'filter/nothing' }],
    })
  })

  it('are counted, grouped, told apart and compared', async () => {
    const { data } = await fresh()
    const orders = data.records('orders')
    await orders.create([
      { customer: 'Ada', product: 'Tea', total: 2 },
      { customer: 'Ada', product: 'Cake', total: 4 },
      { customer: 'Ben', product: 'Tea', total: 6 },
    ])
    expect(await orders.count({ filter: { product: 'Tea' } })).toBe(2)
    const groups = await orders.aggregate({
      groupBy: ['product'],
      sum: ['total'],
      max: ['total'],
      filter: { total: { gt: 2 } },
    })
    expect(groups).toHaveLength(2)
    expect(groups).toContainEqual({ group: { product: 'Tea' }, count: 1, sum: { total: 6 }, max: { total: 6 } })
    expect(await orders.aggregate({ avg: ['total'] })).toEqual([{ group: {}, count: 3, avg: { total: 4 } }])
    const values = await orders.distinct('customer')
    expect(values).toHaveLength(2)
    expect(values).toContainEqual({ value: 'Ada', count: 2 })
    expect(await orders.duplicates('product')).toEqual([{ value: 'Tea', count: 2 }])
  })

  it('of several collections are written in one transaction', async () => {
    const { data } = await fresh()
    const answers = await data.batch([
      { operation: 'create', collection: 'orders', data: { customer: 'Ada', product: 'Tea' } },
      { operation: 'upsert', collection: 'customers', field: 'email', data: { email: 'ada@example.com' } },
    ])
    expect(answers.map(({ record }) => record?.['version'])).toEqual([1, 1])
    const refused = await problemOf(
      data.batch([
        { operation: 'delete', collection: 'orders', id: answers[0]?.record?.id ?? '' },
        { operation: 'create', collection: 'orders', data: {} },
      ]),
    )
    expect(refused.errors[0]?.path).toBe('operations/1/data/customer')
    expect(await data.records('orders').count()).toBe(1)
  })

  it('go out and in as files', async () => {
    const { data } = await fresh()
    const customers = data.records('customers')
    const report = await customers.import('email,city\nada@example.com,Oslo\nwrong,Rome\n', { format: 'csv' })
    expect(report).toMatchObject({ lines: 2, created: 1, failed: 1, errors: [{ line: 3, path: 'email' }] })
    const dry = await customers.import('[{"email":"ben@example.com"}]', { format: 'json', dryRun: true })
    expect(dry).toMatchObject({ created: 1, dryRun: true })
    const stream = new Blob(['{"email":"ada@example.com","city":"Rome"}\n{"email":"cleo@example.com"}\n']).stream()
    expect(await customers.import(stream, { format: 'ndjson', upsert: 'email' })).toMatchObject({
      created: 1,
      updated: 1,
    })
    const file = await customers.export({ format: 'ndjson', fields: ['city'], filter: { city: { exists: true } } })
    expect(await new Response(file).text()).toMatch(/^\{"id":"\w+","city":"Rome"\}\n$/)
    expect(await new Response(await customers.export({ format: 'csv' })).text()).toContain('cleo@example.com')
  })

  it('are followed as they change', async () => {
    const { data } = await fresh()
    const orders = data.records('orders')
    const stop = new AbortController()
    const heard: (RecordChange | Reset)[] = []
    const done = (async () => {
      for await (const change of data.changes({ collections: ['orders'], signal: stop.signal })) {
        heard.push(change)
        if (change.type === 'removed') stop.abort()
      }
    })()
    const { id } = await orders.create({ customer: 'Ada', product: 'Tea' })
    await expect.poll(() => heard.length).toBe(1)
    await orders.delete(id)
    await done
    expect(heard.map(({ type }) => type)).toEqual(['created', 'removed'])
    expect(heard[0]).toMatchObject({ collection: 'orders', id, version: 1, record: { customer: 'Ada' } })
    for await (const change of data.changes({ lastEventId: 'from another world' })) {
      expect(change.type).toBe('reset')
      break
    }
  })

  it('have a description and GraphQL', async () => {
    const { data } = await fresh()
    expect(await data.openApi()).toMatchObject({ openapi: '3.1.0', info: { title: 'Shop' } })
    expect(await data.graphql({ query: '{ orders { count } }' })).toEqual({ data: { orders: { count: 0 } } })
  })
})

describe('projects', () => {
  it('are made, renamed, listed and deleted', async () => {
    const made = await axiom.projects.create({ name: 'New one' })
    expect(await axiom.projects.get(made.id)).toMatchObject({ name: 'New one', role: 'owner' })
    await axiom.projects.update(made.id, { name: 'Renamed' })
    expect((await axiom.projects.list()).map(({ name }) => name)).toContain('Renamed')
    await axiom.projects.delete(made.id)
    expect(await problemOf(axiom.projects.get(made.id))).toMatchObject({ code: 'not_found' })
    expect(await axiom.me()).toMatchObject({ email: 'owner@example.com' })
  })

  it('are published, and an earlier release put back', async () => {
    const { project } = await fresh()
    const first = await axiom.projects.publish(project.id)
    const second = await axiom.projects.publish(project.id)
    expect(await axiom.projects.checkPublish(project.id)).toMatchObject({ firstPublish: false })
    expect((await axiom.projects.releases(project.id)).map(({ number }) => number)).toEqual([2, 1])
    expect(await axiom.projects.rollback(project.id, first.id)).toMatchObject({ number: 1, active: true })
    expect(second.number).toBe(2)
  })

  it('move as files', async () => {
    const { project, data } = await fresh()
    await data.records('customers').create({ email: 'ada@example.com' })
    const file = await new Response(await axiom.projects.export(project.id, { rows: 'draft' })).blob()
    expect(await axiom.projects.import(file)).toMatchObject({ rows: 1, project: { name: 'Shop' } })
  })

  it('have keys for programs, whose end is theirs', async () => {
    const { project } = await fresh()
    const { id, secret } = await axiom.apiKeys.create(project.id, { name: 'Script', scopes: ['read:*'] })
    await axiom.projects.publish(project.id)
    const program = createClient({ url: shop.server.url, key: secret ?? '', fetch: checkedFetch })
    const orders = program.records(project.slug, 'orders')
    expect(await orders.count()).toBe(0)
    expect(await problemOf(orders.create({ customer: 'Ada', product: 'Tea' }))).toMatchObject({ code: 'forbidden' })
    expect(await axiom.apiKeys.list(project.id)).toMatchObject([{ id, name: 'Script' }])
    await axiom.apiKeys.revoke(project.id, id)
    expect(await problemOf(orders.count())).toMatchObject({ code: 'unauthenticated' })
  })

  it('have endpoints of their own', async () => {
    const { project } = await fresh()
    const input = {
      name: 'Open',
      method: 'GET',
      path: '/open',
      collectionName: 'orders',
      operation: 'list',
      auth: 'viewer',
    } as const
    const made = await axiom.endpoints.create(project.id, input)
    expect(await axiom.endpoints.get(project.id, made.id)).toEqual(made)
    expect(await axiom.endpoints.replace(project.id, made.id, { ...input, name: 'Mine' })).toMatchObject({
      name: 'Mine',
    })
    expect((await axiom.endpoints.list(project.id)).map(({ name }) => name)).toEqual(['Mine'])
    await axiom.endpoints.delete(project.id, made.id)
    expect(await axiom.endpoints.list(project.id)).toEqual([])
  })
})
