import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import type { Audience, RecordOperation } from '@axiom/shared/document/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../../test/createTestServer.ts'

type Row = Record<string, unknown> & { id: string }
interface Graphql {
  data?: Record<string, { data: Row[]; count?: number; nextCursor: string | null } & Row> | null
  errors?: { message: string; extensions?: { code: string; status: number; errors: { path: string }[] } }[]
}
type Problem = { code: string; status: number }

const CALLERS = ['owner', 'editor', 'viewer', 'stranger'] as const
type Name = (typeof CALLERS)[number]

let server: TestServer
let projectId: string
let ids: Record<'orders' | 'customers', string>
const people = {} as Record<Name, Client>
let ada: Row

beforeAll(async () => {
  server = await createTestServer()
  people.owner = await server.register('Owner')
  const { body } = await people.owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  for (const role of ['editor', 'viewer'] as const) {
    people[role] = await server.register(role)
    const { email } = people[role].session.user
    await people.owner.call('POST', `/api/projects/${projectId}/members`, { email, role })
  }
  people.stranger = await server.register('Stranger')
  ids = await server.edit(projectId, (doc, origin) => {
    const customers = addModel(doc, { name: 'customers' }, origin)
    const orders = addModel(doc, { name: 'orders' }, origin)
    addField(doc, { modelId: customers, name: 'name', type: 'text', constraints: { required: true } }, origin)
    addField(doc, { modelId: orders, name: 'title', type: 'text' }, origin)
    addField(doc, { modelId: orders, name: 'total', type: 'number', constraints: { min: 0 } }, origin)
    addField(doc, { modelId: orders, name: 'tags', type: 'multiSelect', options: ['red', 'blue'] }, origin)
    addField(doc, { modelId: orders, name: 'number', type: 'autoNumber' }, origin)
    addField(doc, { modelId: orders, name: 'customer', type: 'relation', constraints: { target: customers } }, origin)
    return { customers, orders }
  })
  ada = (await ask(people.owner, 'mutation { create_customers(data: {name: "Ada"}) { id name } }')).data?.[
    'create_customers'
  ] as Row
  for (const total of [5, 7, 9]) {
    const data = { title: `t${total}`, total, tags: ['red'], customer: total < 9 ? ada.id : null }
    expect((await people.owner.call('POST', at('orders'), data)).status).toBe(201)
  }
})
afterAll(() => server.close())

const at = (path: string): string => `/api/dynamic/${projectId}/${path}`
async function ask(client: Client, query: string, variables: object = {}): Promise<Graphql> {
  const { status, body } = await client.call<Graphql>('POST', at('graphql'), { query, variables })
  expect(status).toBe(200)
  return body
}
const setRule = (modelId: string, operation: RecordOperation, audience: Audience): Promise<void> =>
  server.edit(projectId, (doc, origin) => setModelRule(doc, { id: modelId, operation, audience }, origin))

describe('GraphQL', () => {
  it('lists with filters, orders, pages and counts, and follows relations both ways', async () => {
    const answer = await ask(
      people.owner,
      `query($filter: JSON) {
        orders(filter: $filter, sort: "-total", limit: 1) { count nextCursor data { ...row } }
        customers { data { name orders_via_customer { title customer { name } } } }
      }
      fragment row on Orders { title total tags number customer_id customer { id name } }`,
      { filter: { 'customer.name': 'Ada' } },
    )
    expect(answer.errors).toBeUndefined()
    expect(answer.data?.['orders']).toMatchObject({
      count: 2,
      nextCursor: expect.any(String) as string,
      data: [
        { title: 't7', total: 7, tags: ['red'], number: 2, customer_id: ada.id, customer: { id: ada.id, name: 'Ada' } },
      ],
    })
    const [customer] = answer.data?.['customers']?.data ?? []
    expect(customer?.['orders_via_customer']).toHaveLength(2)
    expect(customer).toMatchObject({ orders_via_customer: [{ customer: { name: 'Ada' } }, {}] })
  })

  it('creates, changes and deletes with the checks of the REST endpoints', async () => {
    const made = await ask(people.owner, 'mutation { create_orders(data: {title: "x", total: 1}) { id version } }')
    const { id } = made.data?.['create_orders'] as Row
    const update = `mutation($id: ID!, $v: Int) { update_orders(id: $id, version: $v, data: {total: 2}) { total version } }`
    expect((await ask(people.owner, update, { id, v: 1 })).data?.['update_orders']).toEqual({ total: 2, version: 2 })
    expect((await ask(people.owner, update, { id, v: 1 })).errors?.[0]?.extensions).toMatchObject({
      code: 'precondition_failed',
      status: 412,
    })
    const wrong = await ask(people.owner, 'mutation { create_orders(data: {total: -1, customer: "nobody"}) { id } }')
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'invalid_input', errors: [{ path: 'total' }] })
    const remove = 'mutation($id: ID!) { delete_orders(id: $id) }'
    expect((await ask(people.owner, remove, { id })).data).toEqual({ delete_orders: true })
    expect((await ask(people.owner, remove, { id })).errors?.[0]?.extensions).toMatchObject({ code: 'not_found' })
  })

  it.each([
    '{ nothing }',
    'query {',
    '{ orders(filter: {total: {where: 1}}) { data { id } } }',
    '{ __proto__ }',
    '{ orders { data { id { id } } } }',
  ])('tells what is wrong with %s', async (query) => {
    const { errors } = await ask(people.owner, query)
    expect(errors?.length).toBeGreaterThan(0)
  })

  it('has limits of depth and size, also for fragments that multiply', async () => {
    const deep =
      '{ customers { data { orders_via_customer { customer { orders_via_customer { customer { name } } } } } } }'
    expect((await ask(people.owner, deep)).errors?.[0]?.extensions).toMatchObject({ code: 'invalid_filter' })
    const nested = Array.from({ length: 14 }).reduce<string>(
      (inner) => `customer { orders_via_customer { ${inner} } }`,
      'id',
    )
    expect((await ask(people.owner, `{ orders { data { ${nested} } } }`)).errors?.[0]?.message).toContain('levels deep')
    const many = Array.from({ length: 11 }, (_, i) => `a${i}: orders { count }`).join(' ')
    expect((await ask(people.owner, `{ ${many} }`)).errors?.[0]?.message).toContain('things at once')
    const fragments = Array.from(
      { length: 24 },
      (_, i) => `fragment f${i} on Orders { ${i < 23 ? `...f${i + 1} ...f${i + 1}` : 'id title'} }`,
    )
    const started = performance.now()
    const bomb = await ask(people.owner, `{ orders { data { ...f0 } } } ${fragments.join(' ')}`)
    expect(bomb.errors?.length).toBeGreaterThan(0)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

/** One operation, as REST and as GraphQL. */
const OPERATIONS: Record<RecordOperation, (client: Client, id: string) => Promise<[rest: number, graphql: number]>> = {
  list: async (client) => [
    (await client.call('GET', at('customers'))).status,
    await outcome(client, '{ customers { data { id name } } }'),
  ],
  read: async (client, id) => [
    (await client.call('GET', at(`customers/${id}`))).status,
    await outcome(client, `{ customers_by_id(id: "${id}") { id name } }`),
  ],
  create: async (client) => [
    (await client.call('POST', at('customers'), { name: 'New' })).status === 201 ? 200 : 400,
    await outcome(client, 'mutation { create_customers(data: {name: "New"}) { id } }'),
  ],
  update: async (client, id) => [
    (await client.call('PATCH', at(`customers/${id}`), { name: 'Ada' })).status,
    await outcome(client, `mutation { update_customers(id: "${id}", data: {name: "Ada"}) { id } }`),
  ],
  delete: async (client) => {
    const make = async (): Promise<string> =>
      (await people.owner.call<{ data: Row }>('POST', at('customers'), { name: 'Brief' })).body.data.id
    const [a, b] = [await make(), await make()]
    return [
      (await client.call('DELETE', at(`customers/${a}`))).status === 204 ? 200 : 400,
      await outcome(client, `mutation { delete_customers(id: "${b}") }`),
    ]
  },
}

/** 200 when it was done. */
async function outcome(client: Client, query: string): Promise<number> {
  const { status, body } = await client.call<Graphql & Problem>('POST', at('graphql'), { query })
  return status === 200 && !body.errors ? 200 : 400
}

describe('GraphQL and REST', () => {
  it.each<Audience>(['viewer', 'editor', 'owner', 'public'])(
    'let the same people do the same where the rule is %s',
    async (audience) => {
      for (const operation of Object.keys(OPERATIONS) as RecordOperation[])
        await setRule(ids.customers, operation, audience)
      for (const operation of Object.keys(OPERATIONS) as RecordOperation[]) {
        for (const name of CALLERS) {
          const [rest, graphql] = await OPERATIONS[operation](people[name], ada.id)
          expect([audience, operation, name, graphql === 200]).toEqual([audience, operation, name, rest === 200])
        }
      }
    },
  )

  it('tell the schema only to who may read it, and of it only what is open', async () => {
    for (const operation of ['list', 'read'] as const) await setRule(ids.customers, operation, 'owner')
    for (const operation of ['create', 'update', 'delete'] as const) await setRule(ids.customers, operation, 'owner')
    const introspect = '{ __schema { types { name } queryType { fields { name } } } }'
    const stranger = await people.stranger.call<Problem>('POST', at('graphql'), { query: introspect })
    expect(stranger.status).toBe(404)
    const viewer = JSON.stringify((await ask(people.viewer, introspect)).data)
    expect(viewer).toContain('orders')
    expect(viewer).not.toContain('ustomers')
    expect(JSON.stringify((await ask(people.owner, introspect)).data)).toContain('Customers')
  })

  it('answer the same records', async () => {
    const rest = await people.owner.call<{ data: Row[] }>(
      'GET',
      at('orders?sort=total&expand=customer&fields=title,total,tags'),
    )
    const graphql = await ask(
      people.owner,
      '{ orders(sort: "total") { data { id title total tags customer { id name } } } }',
    )
    expect(graphql.data?.['orders']?.data).toEqual(
      rest.body.data.map(({ expand, ...row }) => {
        const customer = (expand as { customer: Row | null }).customer
        return { ...row, customer: customer && { id: customer.id, name: customer['name'] } }
      }),
    )
  })
})
