import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let stranger: Client
let base: string
type Row = Record<string, unknown> & { id: string }
type List = { data: Row[]; meta: { nextCursor: string | null; count?: number } }

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  stranger = await server.register('Stranger')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'orders' })
  base = `/api/dynamic/${body.id}`
  const rows = Array.from({ length: 25 }, (_, i) => ({
    customer: `Customer ${String(i).padStart(2, '0')}`,
    product: i % 2 ? 'Lavender' : 'Box',
    quantity: i + 1,
    total: i * 10,
  }))
  expect((await owner.call('POST', `${base}/orders`, rows)).status).toBe(201)
})
afterAll(() => server.close())

const list = async (query: string): Promise<List> => (await owner.call<List>('GET', `${base}/orders?${query}`)).body

describe('records', () => {
  it('filters, sorts, searches and counts', async () => {
    expect((await list('quantity[gte]=10&quantity[lt]=13&sort=-quantity')).data.map((row) => row['quantity'])).toEqual([
      12, 11, 10,
    ])
    expect((await list('product=Box&count=exact&limit=1')).meta.count).toBe(13)
    expect((await list('product[in]=Box,Nothing&count=exact&limit=1')).meta.count).toBe(13)
    expect((await list('customer[startsWith]=customer 2&count=exact')).meta.count).toBe(5)
    expect((await list('search=LAVENDER&count=exact&limit=1')).meta.count).toBe(12)
    expect(
      (await list(`filter=${encodeURIComponent('{"or":[{"quantity":1},{"quantity":{"eq":2}}]}')}&count=exact`)).meta
        .count,
    ).toBe(2)
    expect((await list('note[exists]=false&count=exact&limit=1')).meta.count).toBe(25)
    expect(Object.keys((await list('fields=customer&limit=1')).data[0] ?? {}).sort()).toEqual(['customer', 'id'])
  })

  it('pages by a cursor that inserts cannot shift', async () => {
    const first = await list('sort=customer&limit=10')
    await owner.call('POST', `${base}/orders`, { customer: 'AAA first of all', product: 'Box', quantity: 1 })
    const second = await list(`sort=customer&limit=10&cursor=${first.meta.nextCursor}`)
    expect(second.data[0]?.['customer']).toBe('Customer 10')
    const wrong = await owner.call('GET', `${base}/orders?sort=-customer&cursor=${first.meta.nextCursor}`)
    expect(wrong.body).toMatchObject({ status: 400, code: 'invalid_cursor' })
  })

  it('guards updates by ETag', async () => {
    const [row] = (await list('limit=1')).data
    const path = `${base}/orders/${row?.id}`
    const read = await owner.call('GET', path)
    const etag = read.headers.get('etag') ?? ''
    expect((await owner.call('PATCH', path, { quantity: 7 }, { 'if-match': etag })).status).toBe(200)
    expect((await owner.call('PATCH', path, { quantity: 8 }, { 'if-match': etag })).body).toMatchObject({ status: 412 })
    expect((await owner.call('GET', path, undefined, { 'if-none-match': etag })).status).toBe(200)
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect((await owner.call('GET', path)).status).toBe(404)
  })

  it('creates all or nothing, once per idempotency key', async () => {
    const before = (await list('count=exact&limit=1')).meta.count
    const mixed = await owner.call<{ errors: { path: string }[] }>('POST', `${base}/orders`, [
      { customer: 'A', product: 'B', quantity: 1 },
      { customer: 'A' },
    ])
    expect(mixed.status).toBe(400)
    expect(mixed.body.errors.map((error) => error.path).sort()).toEqual(
      ['1/product', '1/quantity'].filter((path) => mixed.body.errors.some((error) => error.path === path)),
    )
    expect((await list('count=exact&limit=1')).meta.count).toBe(before)
    const order = { customer: 'Key', product: 'Box', quantity: 1 }
    const [one, two] = [
      await owner.call<{ data: Row }>('POST', `${base}/orders`, order, { 'idempotency-key': 'k1' }),
      await owner.call<{ data: Row }>('POST', `${base}/orders`, order, { 'idempotency-key': 'k1' }),
    ]
    expect(two.body.data.id).toBe(one.body.data.id)
  })

  it('is closed by default', async () => {
    expect((await server.anonymous('GET', `${base}/orders`)).status).toBe(401)
    expect((await stranger.call('GET', `${base}/orders`)).status).toBe(404)
    expect((await stranger.call('POST', `${base}/orders`, { customer: 'x' })).status).toBe(404)
  })

  it('never lets operators, prototypes or garbage through', async () => {
    const bad = [
      'quantity[$gt]=1',
      'nothing=1',
      '__proto__=1',
      'constructor[eq]=1',
      'limit=0',
      'limit=9999',
      'limit=abc',
      'sort=nothing',
      'cursor=%%%',
      'cursor=abc',
      'quantity=abc',
      'filter=%7B',
      `filter=${encodeURIComponent('{"$where":"1"}')}`,
      `filter=${encodeURIComponent('{"quantity":{"$gt":1}}')}`,
      `filter=${encodeURIComponent('[]')}`,
      'count=maybe',
      'env=prod',
      'customer[]=1',
      'page=1&cursor=a',
    ]
    for (const query of bad) {
      const { status, body } = await owner.call('GET', `${base}/orders?${query}`)
      expect([query, status, typeof body['code']]).toEqual([query, 400, 'string'])
    }
    for (const body of ['{', '[]', '12', '{"__proto__":{"x":1}}', '{"quantity":{"$gt":0}}'])
      expect((await owner.call('POST', `${base}/orders`, body)).status).toBe(400)
    expect((await owner.call('POST', `${base}/orders`, 'x', { 'content-type': 'text/plain' })).status).toBe(415)
    expect((await owner.call('POST', `${base}/orders`, `{"note":"${'x'.repeat(9_000_000)}"}`)).status).toBe(413)
  })

  it('aggregates', async () => {
    const { body } = await owner.call<{
      data: { group: { product: string }; count: number; sum: { total: number } }[]
    }>('GET', `${base}/orders/aggregate?groupBy=product&sum=total&filter=${encodeURIComponent('{"total":{"gt":0}}')}`)
    const byProduct = new Map(body.data.map((row) => [row.group.product, row.sum.total]))
    expect(byProduct.get('Lavender')).toBe(
      [1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23].reduce((sum, i) => sum + i * 10, 0),
    )
  })

  it('describes itself exactly: a validator accepts it, and nobody else sees it', async () => {
    const { body } = await owner.call('GET', `${base}/openapi.json`)
    expect(await new Validator().validate(body)).toMatchObject({ valid: true })
    expect((await stranger.call('GET', `${base}/openapi.json`)).status).toBe(404)
    expect((await server.anonymous('GET', `${base}/openapi.json`)).status).toBe(401)
  })
})
