import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setField } from '@axiom/shared/document/operations/setField'
import type { FieldConstraints, FieldType } from '@axiom/shared/document/views'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

type Row = Record<string, unknown> & { id: string; version: number }
interface Answer {
  data: Row & Row[]
}

let server: TestServer
let owner: Client
let projectId: string
let modelId: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
})
afterAll(() => server.close())

beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  modelId = await server.edit(projectId, (doc, origin) => addModel(doc, { name: 'orders' }, origin))
  await field('quantity', 'integer')
  await field('price', 'number')
})

const field = (name: string, type: FieldType, constraints: FieldConstraints = {}): Promise<string> =>
  server.edit(projectId, (doc, origin) => addField(doc, { modelId, name, type, constraints }, origin))
const at = (path = ''): string => `/api/dynamic/${projectId}/orders${path}`
const post = (body: unknown) => owner.call<Answer>('POST', at(), body)
const list = async (query: string): Promise<Row[]> => (await owner.call<Answer>('GET', at(`?${query}`))).body.data

describe('a running number', () => {
  it('is given once to each record, whoever makes them at the same time', async () => {
    await field('number', 'autoNumber', { min: 1001 })
    const answers = await Promise.all([post([{}, {}, {}]), ...Array.from({ length: 12 }, () => post({}))])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201))
    const numbers = answers.flatMap(({ body }) => [body.data].flat().map(({ number }) => Number(number)))
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, i) => 1001 + i))
    const [first, second] = (await post([{}, {}])).body.data
    expect(Number(second?.['number'])).toBe(Number(first?.['number']) + 1)
  })

  it('is never sent, stays through changes, and can be asked for', async () => {
    await field('number', 'autoNumber')
    expect((await post({ number: 7 })).status).toBe(400)
    const { data } = (await post({ quantity: 1 })).body
    expect((await owner.call('PATCH', at(`/${data.id}`), { number: 9 })).status).toBe(400)
    await owner.call('PUT', at(`/${data.id}`), { quantity: 2 })
    expect(await list('number=1')).toMatchObject([{ id: data.id, quantity: 2, number: 1 }])
    expect((await list('number[gt]=1')).length).toBe(0)
  })

  it('goes on behind what records have, when a field becomes one', async () => {
    const id = await field('number', 'integer')
    await post([{ number: 41 }, { number: 7 }])
    await server.edit(projectId, (doc, origin) => setField(doc, { id, type: 'autoNumber' }, origin))
    expect((await post({})).body.data).toMatchObject({ number: 42 })
  })
})

describe('a computed value', () => {
  const total = (constraints: FieldConstraints): Promise<string> => field('total', 'computed', constraints)

  it('follows its record, and is filtered, sorted and summed like any other', async () => {
    await total({ expression: 'quantity * price', result: 'number' })
    await field('text', 'computed', { expression: '"Total " & total' })
    await post([
      { quantity: 2, price: 5 },
      { quantity: 1, price: 1.5 },
      { quantity: 9, price: 1 },
    ])
    expect((await list('sort=-total')).map((row) => [row['total'], row['text']])).toEqual([
      [10, 'Total 10'],
      [9, 'Total 9'],
      [1.5, 'Total 1.5'],
    ])
    const [row] = await list('total[lt]=2')
    const patched = await owner.call<Answer>('PATCH', at(`/${row?.id}`), { quantity: 4 })
    expect(patched.body.data).toMatchObject({ total: 6, text: 'Total 6' })
    expect((await owner.call('PATCH', at(`/${row?.id}`), { total: 1 })).status).toBe(400)
    expect((await owner.call('GET', at('/aggregate?sum=total'))).body).toEqual({
      data: [{ group: {}, count: 3, sum: { total: 25 } }],
    })
    expect(await list('search=total+6')).toHaveLength(1)
  })

  it.each([
    ['text', '[1, 2]', '[1,2]'],
    ['number', '"seven"', null],
    ['boolean', 'quantity > 1', true],
    ['date', '"2026-11-21T08:00:00Z"', '2026-11-21'],
    ['date', '"soon"', null],
    ['datetime', '1795248000000', '2026-11-21T08:00:00.000Z'],
    ['json', '{"a": quantity}', { a: 2 }],
    ['number', 'quantity +', null],
    ['number', '($f := function($x) { $f($x + 1) }; $f(0))', null],
  ] as const)('of type %s of %s is %j', async (result, expression, value) => {
    await total({ expression, result })
    const { status, body } = await post({ quantity: 2 })
    expect([status, body.data['total']]).toEqual([201, value])
  })

  it('without an expression is nothing', async () => {
    await total({})
    expect((await post({ quantity: 2 })).body.data).toMatchObject({ total: null })
  })
})
