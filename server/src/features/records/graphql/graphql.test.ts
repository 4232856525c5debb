import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import type { Audience, RecordOperation } from '@axiom/shared/document/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../../test/createTestServer.ts'
import { registerVisitor, type Visitor } from '../../../../test/visitor.ts'

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

  it('counts the rows within rows that a request asks for before it does any of it', async () => {
    const asks = (query: string, variables: object = {}) => ask(people.owner, query, variables)
    const refused = async (query: string, variables: object = {}): Promise<number> => {
      const { errors = [], data } = await asks(query, variables)
      expect([data, errors[0]?.extensions]).toMatchObject([undefined, { code: 'too_large', status: 413 }])
      expect(errors[0]?.message).toContain('smaller limit')
      return Number(/up to (\d+) rows/.exec(errors[0]?.message ?? '')?.[1])
    }
    const inner = 'orders_via_customer { id }'
    const page = (limit: string, more = inner) => `customers${limit} { data { ${more} } }`
    // 200 pages of 50 are just as many as there may be; one alias more is too much.
    expect((await asks(`{ ${page('(limit: 200)')} }`)).errors).toBeUndefined()
    expect(await refused(`{ ${page('(limit: 200)')} b: ${page('(limit: 1)')} }`)).toBe(10_050)
    // Without limits their defaults count, at each level.
    const twice = `orders_via_customer { customer { ${inner} } }`
    expect(await refused(`{ ${page('', twice)} }`)).toBe(20 * (50 + 50 * 50))
    expect(await refused(`query($n: Int) { ${page('(limit: $n)', twice)} }`, { n: 10 })).toBe(25_500)
    expect(await refused(`query($n: Int = 5) { ${page('(limit: $n)', twice)} }`)).toBe(12_750)
    const fragment = `fragment f on Customers { ${twice} }`
    expect(await refused(`{ ${page('', '...f')} } ${fragment}`)).toBe(51_000)
    const few = 'orders_via_customer(limit: 1) { title customer { orders_via_customer(limit: 2) { title } } }'
    const { errors, data } = await asks(`{ ${page('', few)} }`)
    expect(errors).toBeUndefined()
    const rows = data?.['customers']?.data.map((row) => row['orders_via_customer']) as { customer: object }[][]
    expect(rows.map((row) => row.length)).toContain(1)
    expect(rows.flat()[0]?.customer).toMatchObject({ orders_via_customer: [{ title: 't7' }, { title: 't5' }] })
    for (const limit of ['0', '51', '-1'])
      expect(
        (await asks(`{ ${page('(limit: 1)', `orders_via_customer(limit: ${limit}) { id }`)} }`)).errors?.[0]
          ?.extensions,
      ).toMatchObject({ code: 'invalid_filter', errors: [{ path: 'limit' }] })
  })

  it('has limits of depth and size, also for fragments that multiply', async () => {
    const deep =
      '{ customers(limit: 1) { data { orders_via_customer { customer { orders_via_customer { customer { name } } } } } } }'
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

describe('GraphQL over many', () => {
  it('has a schema whatever models are called', async () => {
    const { body } = await people.owner.call<{ id: string }>('POST', '/api/projects', { name: 'Names' })
    const names = [
      'a',
      'a_page',
      'a_input',
      'a_group',
      'a_aggregate',
      'a_by_id',
      'jSON',
      'iD',
      'written',
      'person',
      'query',
    ]
    await server.edit(body.id, (doc, origin) => {
      for (const name of names)
        addField(doc, { modelId: addModel(doc, { name }, origin), name: 'data', type: 'text' }, origin)
    })
    const query = `{ ${names
      .slice(0, 9)
      .map((name) => `${name} { count }`)
      .join(' ')} }`
    const answer = await people.owner.call<Graphql>('POST', `/api/dynamic/${body.id}/graphql`, { query })
    expect([answer.status, answer.body.errors]).toEqual([200, undefined])
  })

  it('counts and sums groups, filtered', async () => {
    const { data, errors } = await ask(
      people.owner,
      `query($f: JSON) { orders_aggregate(groupBy: ["customer"], sum: ["total"], max: ["total"], filter: $f) { group count sum max avg } }`,
      { f: { total: { lt: 9 } } },
    )
    expect(errors).toBeUndefined()
    expect(data?.['orders_aggregate']).toEqual([
      { group: { customer: ada.id }, count: 2, sum: { total: 12 }, max: { total: 7 }, avg: null },
    ])
    const wrong = await ask(people.owner, '{ orders_aggregate(sum: ["title"]) { count } }')
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'invalid_filter', errors: [{ path: 'sum' }] })
  })

  it('creates, changes and deletes all or none', async () => {
    const count = async (): Promise<number | undefined> =>
      (await ask(people.owner, '{ customers { count } }')).data?.['customers']?.count
    const before = await count()
    const make = 'mutation($d: [customers_input!]!) { create_many_customers(data: $d) { count ids } }'
    const bad = await ask(people.owner, make, { d: [{ name: 'Bea' }, {}] })
    expect(bad.errors?.[0]?.extensions).toMatchObject({ code: 'invalid_input', errors: [{ path: '1/name' }] })
    expect(await count()).toBe(before)
    const made = await ask(people.owner, make, { d: [{ name: 'Bea' }, { name: 'Cleo' }] })
    const ids = (made.data?.['create_many_customers'] as unknown as { ids: string[] }).ids
    expect(ids).toHaveLength(2)

    const change = 'mutation($c: [customers_change!]!) { update_many_customers(changes: $c) { count } }'
    const [first, second] = ids.map((id) => ({ id, data: { name: 'Dora' }, version: 1 }))
    expect((await ask(people.owner, change, { c: [first, second] })).data).toEqual({
      update_many_customers: { count: 2 },
    })
    const stale = await ask(people.owner, change, { c: [{ id: ids[0], data: { name: 'Eve' } }, second] })
    expect(stale.errors?.[0]?.extensions).toMatchObject({ code: 'precondition_failed' })
    const names = await ask(people.owner, `{ customers(filter: {name: "Dora"}) { count } }`)
    expect(names.data?.['customers']?.count).toBe(2)

    const remove = 'mutation($i: [ID!]!) { delete_many_customers(ids: $i) { count } }'
    expect((await ask(people.owner, remove, { i: [...ids, 'nothing'] })).errors?.[0]?.extensions).toMatchObject({
      code: 'not_found',
    })
    expect((await ask(people.owner, remove, { i: ids })).data).toEqual({ delete_many_customers: { count: 2 } })
    expect(await count()).toBe(before)
    expect((await ask(people.owner, remove, { i: [] })).errors?.[0]?.extensions).toMatchObject({
      code: 'invalid_input',
    })
  })
})

/** One operation, as REST and as GraphQL. */
const OPERATIONS: Record<RecordOperation, (client: Client, id: string) => Promise<[rest: number, graphql: number]>> = {
  list: async (client) => [
    (await client.call('GET', at('customers'))).status,
    await both(
      client,
      '{ customers { data { id name } } }',
      '{ customers_aggregate(groupBy: ["name"]) { group count } }',
    ),
  ],
  read: async (client, id) => [
    (await client.call('GET', at(`customers/${id}`))).status,
    await outcome(client, `{ customers_by_id(id: "${id}") { id name } }`),
  ],
  create: async (client) => [
    (await client.call('POST', at('customers'), { name: 'New' })).status === 201 ? 200 : 400,
    await both(
      client,
      'mutation { create_customers(data: {name: "New"}) { id } }',
      'mutation { create_many_customers(data: [{name: "New"}]) { count } }',
    ),
  ],
  update: async (client, id) => [
    (await client.call('PATCH', at(`customers/${id}`), { name: 'Ada' })).status,
    await both(
      client,
      `mutation { update_customers(id: "${id}", data: {name: "Ada"}) { id } }`,
      `mutation { update_many_customers(changes: [{id: "${id}", data: {name: "Ada"}}]) { count } }`,
    ),
  ],
  delete: async (client) => {
    const make = async (): Promise<string> =>
      (await people.owner.call<{ data: Row }>('POST', at('customers'), { name: 'Brief' })).body.data.id
    const [a, b, c] = [await make(), await make(), await make()]
    return [
      (await client.call('DELETE', at(`customers/${a}`))).status === 204 ? 200 : 400,
      await both(
        client,
        `mutation { delete_customers(id: "${b}") }`,
        `mutation { delete_many_customers(ids: ["${c}"]) { count } }`,
      ),
    ]
  },
}

/** 200 when both were done, 400 when none was. */
async function both(client: Client, ...queries: [string, string]): Promise<number> {
  const [one, many] = [await outcome(client, queries[0]), await outcome(client, queries[1])]
  return one === many ? one : -1
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

describe('GraphQL for app users', () => {
  it('reaches one’s own records only, or what a role may, in each of its operations', async () => {
    const { body: made } = await people.owner.call<{ id: string; slug: string }>('POST', '/api/projects', {
      name: 'Own',
      template: 'blank',
    })
    const notes = await server.edit(made.id, (doc, origin) => {
      const id = addModel(doc, { name: 'notes' }, origin)
      addField(doc, { modelId: id, name: 'n', type: 'integer' }, origin)
      return id
    })
    const rule = async (audience: Audience): Promise<void> => {
      await server.edit(made.id, (doc, origin) => {
        for (const operation of RECORD_OPERATIONS) setModelRule(doc, { id: notes, operation, audience }, origin)
      })
      await people.owner.call('POST', `/api/projects/${made.id}/publish`, {})
    }
    await rule('own')
    const settings = { registration: 'open', verifyEmail: false, roles: ['cook'] }
    await people.owner.call('PUT', `/api/projects/${made.id}/app-user-settings`, settings)
    const [ann, bob] = [
      await registerVisitor(server, made.slug, 'Ann'),
      await registerVisitor(server, made.slug, 'Bob'),
    ]
    const as = async (visitor: Visitor, query: string) =>
      (await visitor.call<Graphql>('POST', `/api/dynamic/${made.id}/graphql`, { query })).body
    const create = 'mutation { create_many_notes(data: [{n: 1}, {n: 2}]) { ids } }'
    const idsOf = (answer: Graphql): string[] =>
      (answer.data?.['create_many_notes'] as unknown as { ids: string[] }).ids
    const [hers] = idsOf(await as(ann, create))
    const [his, other] = idsOf(await as(bob, create))
    expect((await as(ann, '{ notes { count data { id } } }')).data?.['notes']).toMatchObject({ count: 2 })
    expect((await as(ann, '{ notes_aggregate(sum: ["n"]) { count sum } }')).data?.['notes_aggregate']).toEqual([
      { count: 2, sum: { n: 3 } },
    ])
    const attempts = [
      `{ notes_by_id(id: "${his}") { n } }`,
      `mutation { update_notes(id: "${his}", data: {n: 9}) { n } }`,
      `mutation { update_many_notes(changes: [{id: "${hers}", data: {n: 9}}, {id: "${his}", data: {n: 9}}]) { count } }`,
      `mutation { delete_notes(id: "${his}") }`,
      `mutation { delete_many_notes(ids: ["${hers}", "${his}"]) { count } }`,
    ]
    for (const query of attempts) {
      const { errors } = await as(ann, query)
      expect([query, errors?.[0]?.extensions?.code]).toEqual([query, 'not_found'])
    }
    expect((await as(ann, `{ notes_by_id(id: "${hers}") { n } }`)).data?.['notes_by_id']).toEqual({ n: 1 })
    expect(
      (await as(bob, `mutation { delete_many_notes(ids: ["${his}", "${other}"]) { count } }`)).errors,
    ).toBeUndefined()

    await rule('app:cook')
    expect((await ann.call('POST', `/api/dynamic/${made.id}/graphql`, { query: '{ notes { count } }' })).status).toBe(
      403,
    )
    const roles = { roles: ['cook'] }
    expect((await people.owner.call('PUT', `/api/projects/${made.id}/app-users/${bob.id}`, roles)).status).toBe(200)
    expect((await as(bob, '{ notes { count } }')).data?.['notes']).toEqual({ count: 2 })
    expect((await as(bob, '{ notes_aggregate { count } }')).data?.['notes_aggregate']).toEqual([{ count: 2 }])
    expect(
      (await as(bob, `mutation { update_many_notes(changes: [{id: "${hers}", data: {n: 5}}]) { count } }`)).data,
    ).toEqual({
      update_many_notes: { count: 1 },
    })
  })
})
