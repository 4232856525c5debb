import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setField } from '@axiom/shared/document/operations/setField'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import type { FieldConstraints, OnDelete } from '@axiom/shared/document/views'
import type { JsonObject } from '@axiom/shared/json'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createChecker } from '../../../test/checkAnswer.ts'
import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

type Row = Record<string, unknown> & { id: string; version: number; expand?: Record<string, Row & Row[]> }
type Problem = {
  status: number
  code: string
  title: string
  errors: { path: string; code: string; message: string }[]
}

let server: TestServer
let owner: Client
let projectId: string
let ids: Record<'countries' | 'customers' | 'orders' | 'tags', string>
let field: Record<'country' | 'customer' | 'tags' | 'assignee', string>
const clock = Date.parse('2100-01-01T00:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => clock })
  owner = await server.register('Owner')
})
afterAll(() => server.close())

beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  await server.edit(projectId, (doc, origin) => {
    const model = (name: string): string => {
      const modelId = addModel(doc, { name }, origin)
      addField(doc, { modelId, name: 'name', type: 'text' }, origin)
      return modelId
    }
    ids = {
      countries: model('countries'),
      customers: model('customers'),
      orders: model('orders'),
      tags: model('tags'),
    }
    const relation = (modelId: string, name: string, constraints: FieldConstraints): string =>
      addField(doc, { modelId, name, type: 'relation', constraints }, origin)
    field = {
      country: relation(ids.customers, 'country', { target: ids.countries }),
      customer: relation(ids.orders, 'customer', { target: ids.customers }),
      tags: relation(ids.orders, 'tags', { target: ids.tags, many: true }),
      assignee: addField(doc, { modelId: ids.orders, name: 'assignee', type: 'user' }, origin),
    }
    addField(doc, { modelId: ids.orders, name: 'total', type: 'number' }, origin)
  })
})

const at = (path: string): string => `/api/dynamic/${projectId}/${path}`
const post = (collection: string, body: unknown) => owner.call<{ data: Row } & Problem>('POST', at(collection), body)
async function make(collection: string, body: object): Promise<string> {
  const answer = await post(collection, body)
  expect(answer.status).toBe(201)
  return answer.body.data.id
}
const list = async (query: string): Promise<Row[]> => {
  const answer = await owner.call<{ data: Row[] }>('GET', at(query))
  expect(answer).toMatchObject({ status: 200 })
  return answer.body.data
}
const namesOf = (rows: readonly Row[]): unknown[] => rows.map(({ name }) => name).sort()
const onDelete = (id: string, rule: OnDelete): Promise<void> =>
  server.edit(projectId, (doc, origin) => setField(doc, { id, constraints: { onDelete: rule } }, origin))

async function makeShop() {
  const ch = await make('countries', { name: 'Switzerland' })
  const it = await make('countries', { name: 'Italy' })
  const ada = await make('customers', { name: 'Ada', country: ch })
  const bea = await make('customers', { name: 'Bea', country: it })
  const [red, blue] = [await make('tags', { name: 'red' }), await make('tags', { name: 'blue' })]
  const a1 = await make('orders', { name: 'a1', customer: ada, tags: [red, blue], total: 5 })
  const a2 = await make('orders', { name: 'a2', customer: ada, tags: [red], total: 7 })
  const b1 = await make('orders', { name: 'b1', customer: bea, total: 9 })
  return { ch, it, ada, bea, red, blue, a1, a2, b1 }
}

describe('a relation', () => {
  it('takes ids of records that are there, and nothing else', async () => {
    const { ada, red } = await makeShop()
    for (const customer of ['nobody', red, 7, [ada], '$where'])
      expect(await post('orders', { customer })).toMatchObject({
        status: 400,
        body: { errors: [{ path: 'customer' }] },
      })
    expect((await post('orders', { tags: [red, 'nothing'] })).body).toMatchObject({
      code: 'invalid_input',
      errors: [{ path: 'tags/1', code: 'reference', message: 'is no record of tags' }],
    })
    expect((await post('orders', [{ customer: ada }, { customer: 'x' }])).body.errors[0]?.path).toBe('1/customer')
    expect((await post('orders', { tags: [red, red] })).status).toBe(400)
    expect((await post('orders', { customer: null, tags: [] })).status).toBe(201)
  })

  it('without a target takes nothing, and says why', async () => {
    const { ada } = await makeShop()
    await server.edit(projectId, (doc, origin) =>
      setField(doc, { id: field.customer, constraints: { target: undefined } }, origin),
    )
    expect((await post('orders', { customer: ada })).body.errors[0]?.message).toBe('points to no collection yet')
  })

  it('does not tell hidden records from missing ones', async () => {
    const { ada } = await makeShop()
    await server.edit(projectId, (doc, origin) => {
      for (const operation of ['list', 'read'] as const)
        setModelRule(doc, { id: ids.customers, operation, audience: 'owner' }, origin)
    })
    const editor = await server.register('Editor')
    await owner.call('POST', `/api/projects/${projectId}/members`, { email: editor.session.user.email, role: 'editor' })
    const [hidden, missing] = [
      await editor.call<Problem>('POST', at('orders'), { customer: ada }),
      await editor.call<Problem>('POST', at('orders'), { customer: 'nobody' }),
    ]
    expect(hidden.status).toBe(400)
    expect(hidden.body.errors).toEqual(missing.body.errors)
    expect((await editor.call('GET', at('orders?expand=customer'))).status).toBe(400)
    expect((await editor.call('GET', at('orders?customer.name=Ada'))).status).toBe(400)
    expect((await editor.call('GET', at('orders'))).status).toBe(200)
  })

  it('to a person takes members of the project only', async () => {
    const stranger = await server.register('Stranger')
    expect((await post('orders', { assignee: stranger.session.user.id })).body.errors[0]).toMatchObject({
      path: 'assignee',
      message: 'is nobody of this project',
    })
    const id = await make('orders', { assignee: owner.session.user.id })
    const { body } = await owner.call<{ data: Row }>('GET', at(`orders/${id}?expand=assignee`))
    expect(body.data.expand?.['assignee']).toEqual({ id: owner.session.user.id, name: 'Owner' })
  })
})

describe('expand', () => {
  it('answers related records beside their ids, several relations far and back', async () => {
    const { ada, a1, a2, ch, red, blue } = await makeShop()
    const [first] = await list(`orders?name=a1&expand=customer.country,tags`)
    expect(first).toMatchObject({
      id: a1,
      customer: ada,
      expand: {
        customer: { id: ada, name: 'Ada', country: ch, expand: { country: { id: ch, name: 'Switzerland' } } },
        tags: [{ id: red }, { id: blue }],
      },
    })
    const { body } = await owner.call<{ data: Row }>('GET', at(`customers/${ada}?expand=orders_via_customer.tags`))
    expect(body.data.expand?.['orders_via_customer']?.map(({ id }: Row) => id).sort()).toEqual([a1, a2].sort())
    expect((await list('countries?sort=-name&expand=customers_via_country')).map(({ expand }) => expand)).toMatchObject(
      [{ customers_via_country: [{ name: 'Ada' }] }, { customers_via_country: [{ name: 'Bea' }] }],
    )
  })

  it('refuses what is no relation, and going too far', async () => {
    for (const wrong of ['name', 'customer.name', 'constructor', 'customer.orders_via_customer.customer.country'])
      expect((await owner.call<Problem>('GET', at(`orders?expand=${wrong}`))).body.errors[0]?.path).toBe('expand')
  })
})

describe('the OpenAPI document', () => {
  const documentOf = async (client: Client) => (await client.call<JsonObject>('GET', at('openapi.json'))).body
  const parametersOf = (document: JsonObject): string[] =>
    JSON.stringify(document).match(/"name":"[a-z]+\.[a-zA-Z]+(\[\w+\])?"/g) ?? []

  it('describes what expand answers and which related values filters take', async () => {
    const { ada } = await makeShop()
    const document = await documentOf(owner)
    expect((await new Validator().validate(document)).errors).toBeUndefined()
    expect(parametersOf(document)).toContain('"name":"customer.name[startsWith]"')
    const check = createChecker(document)
    for (const path of [
      'orders?expand=customer.country,tags,assignee&fields=name',
      'orders?customer.name=Ada&customer.createdAt[gt]=2020-01-01T00:00:00Z',
      'orders/aggregate?groupBy=customer&tags.name=red',
      `customers/${ada}?expand=orders_via_customer,country`,
      'countries?expand=customers_via_country',
    ]) {
      const { status, body } = await owner.call('GET', at(path))
      expect(status).toBe(200)
      check({ method: 'GET', path: at(path), status, contentType: 'application/json', body })
    }
  })

  it('names of related collections only those that the caller may read', async () => {
    await server.edit(projectId, (doc, origin) => {
      for (const operation of ['list', 'read'] as const)
        setModelRule(doc, { id: ids.customers, operation, audience: 'owner' }, origin)
    })
    const viewer = await server.register('Viewer')
    const { email } = viewer.session.user
    await owner.call('POST', `/api/projects/${projectId}/members`, { email, role: 'viewer' })
    const names = parametersOf(await documentOf(viewer))
    expect(names).toContain('"name":"tags.name"')
    expect(names.some((name) => name.includes('customer.'))).toBe(false)
  })
})

describe('filters over a relation', () => {
  it('find by what the related record has, alone and joined', async () => {
    const { ada } = await makeShop()
    expect(namesOf(await list('orders?customer.name=Ada'))).toEqual(['a1', 'a2'])
    expect(namesOf(await list('orders?customer.name[ne]=Ada'))).toEqual(['b1'])
    expect(namesOf(await list('orders?tags.name[in]=blue,green'))).toEqual(['a1'])
    expect(namesOf(await list(`orders?customer=${ada}&total[gte]=6`))).toEqual(['a2'])
    const or = JSON.stringify([{ 'customer.name': 'Bea' }, { 'tags.name': { eq: 'blue' } }])
    expect(namesOf(await list(`orders?or=${encodeURIComponent(or)}`))).toEqual(['a1', 'b1'])
    expect(await list('orders?customer.name=Nobody')).toEqual([])
    for (const wrong of ['customer.nothing=1', 'name.x=1', 'customer.country.name=Italy', 'sort=customer.name'])
      expect((await owner.call('GET', at(`orders?${wrong}`))).status).toBe(400)
  })

  it('count and group by it', async () => {
    const { ada, bea } = await makeShop()
    const rows = await list('orders/aggregate?groupBy=customer&sum=total')
    const sums = rows.map(({ group, sum }) => [(group as Row)['customer'], (sum as Row)['total']])
    expect(new Map(sums as [string, number][])).toEqual(
      new Map([
        [ada, 12],
        [bea, 9],
      ]),
    )
    expect(await list('orders/aggregate?customer.name=Ada')).toEqual([{ group: {}, count: 2 }])
  })
})

describe('deleting what others refer to', () => {
  const remove = (path: string) => owner.call<Problem>('DELETE', at(path))

  it('is refused, and says who refers', async () => {
    const { ada, ch } = await makeShop()
    const answer = await remove(`customers/${ada}`)
    expect(answer).toMatchObject({ status: 409, body: { code: 'still_referenced' } })
    expect(answer.body.title).toBe(
      '2 records of orders, by their customer, still refer to this record. Change or delete them first.',
    )
    expect(answer.body.errors).toEqual([{ path: 'orders/customer', code: 'referenced', message: '2 refer to it' }])
    expect((await remove(`countries/${ch}`)).status).toBe(409)
  })

  it('empties the references where that is wished, and they are newer then', async () => {
    const { ada, a1, red, blue } = await makeShop()
    await onDelete(field.customer, 'setNull')
    await onDelete(field.tags, 'setNull')
    expect((await remove(`customers/${ada}`)).status).toBe(204)
    expect((await remove(`tags/${red}`)).status).toBe(204)
    expect((await owner.call<{ data: Row }>('GET', at(`orders/${a1}`))).body.data).toMatchObject({
      customer: null,
      tags: [blue],
      version: 3,
    })
  })

  it('does not empty what is required', async () => {
    const { ada } = await makeShop()
    await onDelete(field.customer, 'setNull')
    await server.edit(projectId, (doc, origin) =>
      setField(doc, { id: field.customer, constraints: { required: true } }, origin),
    )
    expect((await remove(`customers/${ada}`)).status).toBe(409)
  })

  it('takes along what hangs on it, from collection to collection, or nothing at all', async () => {
    const { ch } = await makeShop()
    await onDelete(field.country, 'cascade')
    const refused = await remove(`countries/${ch}`)
    expect(refused.body.title).toContain('refer to a record of customers that goes with it')
    expect(await list('customers')).toHaveLength(2)
    await onDelete(field.customer, 'cascade')
    expect((await remove(`countries/${ch}`)).status).toBe(204)
    expect(namesOf(await list('customers'))).toEqual(['Bea'])
    expect(namesOf(await list('orders'))).toEqual(['b1'])
  })

  it('and beginning to refer to it at the same time: never both', async () => {
    for (let round = 0; round < 5; round++) {
      const customer = await make('customers', { name: 'Brief' })
      const [made, removed] = await Promise.all([post('orders', { customer }), remove(`customers/${customer}`)])
      expect([made.status, removed.status].sort()).not.toEqual([201, 204])
      expect([204, 409]).toContain(removed.status)
    }
  })
})
