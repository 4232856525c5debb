import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createChecker } from '../../../test/checkAnswer.ts'
import { type Answer, type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { openEvents } from '../../../test/openEvents.ts'

type Row = Record<string, unknown> & { id: string; version: number }
type Problem = { code: string; errors: { path: string; code: string }[] }

let server: TestServer
let owner: Client
let editor: Client
let projectId: string
let base: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  editor = await server.register('Editor')
})
afterAll(() => server.close())
beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  base = `/api/dynamic/${projectId}`
  await server.edit(projectId, (doc, origin) => {
    for (const name of ['orders', 'lines']) {
      const modelId = addModel(doc, { name }, origin)
      addField(doc, { modelId, name: 'code', type: 'text', constraints: { unique: true, maxLength: 10 } }, origin)
      addField(doc, { modelId, name: 'n', type: 'integer' }, origin)
      if (name === 'lines') setModelRule(doc, { id: modelId, operation: 'delete', audience: 'owner' }, origin)
    }
  })
  const member = { email: editor.session.user.email, role: 'editor' }
  expect((await owner.call('POST', `/api/projects/${projectId}/members`, member)).status).toBe(201)
})

const batch = (operations: unknown[], client = owner): Promise<Answer<{ data: { record: Row | null }[] } & Problem>> =>
  client.call('POST', `${base}/batch`, { operations })
const rows = async (collection: string): Promise<Row[]> =>
  (await owner.call<{ data: Row[] }>('GET', `${base}/${collection}?sort=code&limit=200`)).body.data
const create = async (data: object, collection = 'orders'): Promise<Row> =>
  (await owner.call<{ data: Row }>('POST', `${base}/${collection}`, data)).body.data
const everything = async (): Promise<unknown> => [await rows('orders'), await rows('lines')]

describe('a batch', () => {
  it('does all in order, over collections, and later operations see earlier ones', async () => {
    const [kept, gone] = [await create({ code: 'kept', n: 1 }), await create({ code: 'gone' }, 'lines')]
    const { status, body } = await batch([
      { operation: 'create', collection: 'orders', data: { code: 'new', n: 1 } },
      { operation: 'update', collection: 'orders', id: kept.id, data: { n: 2 }, ifMatch: `"${kept.id}-1"` },
      { operation: 'update', collection: 'orders', id: kept.id, data: { n: 3 }, ifMatch: `"${kept.id}-2"` },
      { operation: 'delete', collection: 'lines', id: gone.id },
      { operation: 'create', collection: 'lines', data: { code: 'gone', n: 7 } },
      { operation: 'upsert', collection: 'orders', field: 'code', data: { code: 'new', n: 9 } },
      { operation: 'replace', collection: 'orders', id: kept.id, data: { code: 'kept' } },
    ])
    expect(status).toBe(200)
    expect(body.data.map(({ record }) => record && [record['code'], record['n'], record.version])).toEqual([
      ['new', 1, 1],
      ['kept', 2, 2],
      ['kept', 3, 3],
      null,
      ['gone', 7, 1],
      ['new', 9, 2],
      ['kept', null, 4],
    ])
    expect((await rows('orders')).map((row) => [row['code'], row['n']])).toEqual([
      ['kept', null],
      ['new', 9],
    ])
    expect((await rows('lines')).map((row) => [row['code'], row['n']])).toEqual([['gone', 7]])
    const { body: document } = await owner.call('GET', `${base}/openapi.json`)
    createChecker(document as never)({
      method: 'POST',
      path: `${base}/batch`,
      status,
      contentType: 'application/json',
      body,
    })
  })

  const GOOD = { operation: 'create', collection: 'orders', data: { code: 'first' } }
  it.each([
    ['a value that does not fit', { ...GOOD, data: { n: 'x' } }, 400, 'operations/1/data/n'],
    ['a unique value that is taken', { ...GOOD, data: { code: 'taken' } }, 409, 'operations/1/data/code'],
    ['a unique value twice in it', GOOD, 409, 'operations/1/data/code'],
    ['a record that is not there', { operation: 'delete', collection: 'orders', id: 'nothing' }, 404, 'operations/1'],
    [
      'another version',
      { operation: 'update', collection: 'orders', id: 'TAKEN', data: {}, ifMatch: '"x-1"' },
      412,
      'operations/1',
    ],
    ['a collection that is not there', { ...GOOD, collection: 'nothing' }, 404, 'operations/1'],
    ['an operation that is none', { ...GOOD, operation: 'drop' }, 400, 'operations/1/operation'],
    ['a field that is not unique', { ...GOOD, operation: 'upsert', field: 'n' }, 400, 'operations/1/upsert'],
  ])('with %s does nothing at all, and says which', async (_title, bad, status, path) => {
    const taken = await create({ code: 'taken' })
    const before = await everything()
    const answer = await batch([GOOD, 'id' in bad && bad.id === 'TAKEN' ? { ...bad, id: taken.id } : bad])
    expect([answer.status, answer.body.errors[0]?.path]).toEqual([status, path])
    expect(await everything()).toEqual(before)
  })

  it('asks the rules of each operation, before anything is done', async () => {
    const line = await create({ code: 'a' }, 'lines')
    const before = await everything()
    const operations = [GOOD, { operation: 'delete', collection: 'lines', id: line.id }]
    const refused = await batch(operations, editor)
    expect([refused.status, refused.body.errors[0]?.path]).toEqual([403, 'operations/1'])
    expect(await everything()).toEqual(before)
    expect((await batch(operations)).status).toBe(200)
    const stranger = await server.register(`Stranger ${Math.random()}`.replaceAll(/[ .]/g, ''))
    expect((await batch([GOOD], stranger)).status).toBe(404)
    expect((await server.anonymous('POST', `${base}/batch`, { operations: [GOOD] })).status).toBe(401)
  })

  it('takes 1 to 1,000 operations', async () => {
    const many = Array.from({ length: 1_000 }, (_, i) => ({ ...GOOD, data: { code: `c${i}`, n: i } }))
    expect((await batch([])).status).toBe(400)
    expect((await batch([...many, GOOD])).status).toBe(400)
    expect((await batch(many)).status).toBe(200)
    const { body } = await owner.call<{ meta: { count: number } }>('GET', `${base}/orders?count=exact&limit=1`)
    expect(body.meta.count).toBe(1_000)
  })

  it('two at once that write the same record both count', async () => {
    const { id } = await create({ code: 'a', n: 0 })
    const step = (code: string) => [
      { operation: 'update', collection: 'orders', id, data: { n: 1 } },
      { operation: 'create', collection: 'lines', data: { code } },
    ]
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => batch(step(`l${i}`))))
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    expect((await rows('orders'))[0]?.version).toBe(9)
    expect(await rows('lines')).toHaveLength(8)
  })

  it('numbers what is numbered, without waiting for itself', async () => {
    await server.edit(projectId, (doc, origin) => {
      const modelId = addModel(doc, { name: 'numbered' }, origin)
      addField(doc, { modelId, name: 'no', type: 'autoNumber' }, origin)
    })
    const one = { operation: 'create', collection: 'numbered', data: {} }
    const { body } = await batch([one, one])
    expect(body.data.map(({ record }) => record?.['no'])).toEqual([1, 2])
    expect((await create({}, 'numbered'))['no']).toBe(3)
  })

  it('is told to the streams of all its collections', async () => {
    const headers = { authorization: `Bearer ${owner.session.accessToken}` }
    const stream = await openEvents(`${server.url}${base}/changes`, headers)
    await batch([GOOD, { ...GOOD, collection: 'lines' }])
    await stream.until((events) => events.filter(({ name }) => name === 'created').length === 2)
    stream.close()
  })
})

describe('upsert', () => {
  const upsert = (
    body: unknown,
    query = 'upsert=code',
    client = owner,
  ): Promise<Answer<{ data: Row & Row[] } & Problem>> => client.call('POST', `${base}/orders?${query}`, body)

  it('creates what is not there and patches what is', async () => {
    expect((await upsert({ code: 'a', n: 1 })).status).toBe(201)
    const again = await upsert({ code: 'a' })
    expect([again.status, again.body.data]).toMatchObject([200, { n: 1, version: 2 }])
    const many = await upsert([
      { code: 'a', n: 5 },
      { code: 'b', n: 6 },
    ])
    expect([many.status, many.body.data.map((row) => [row['code'], row['n']])]).toEqual([
      200,
      [
        ['a', 5],
        ['b', 6],
      ],
    ])
    expect(await rows('orders')).toHaveLength(2)
  })

  it.each([
    ['no value', [{ code: 'x' }, { n: 1 }], '1/code'],
    ['an object for one', [{ code: { $gt: '' } }], '0/code'],
    ['a value that does not fit a new one', [{ code: 'x' }, { code: 'y', n: 'z' }], '1/n'],
    ['a value that does not fit one that is there', [{ code: 'x' }, { code: 'a', n: 'z' }], '1/n'],
    ['the same twice', [{ code: 'x' }, { code: 'x' }], '1/code'],
  ])('with %s changes nothing', async (_title, body, path) => {
    await upsert({ code: 'a', n: 1 })
    const before = await everything()
    const { status, body: problem } = await upsert(body)
    expect([status, problem.errors[0]?.path]).toEqual([400, path])
    expect(await everything()).toEqual(before)
    if (body.length === 1) expect((await upsert(body[0])).body.errors[0]?.path).toBe(path.slice(2))
  })

  it.each(['upsert=n', 'upsert=nothing', 'upsert=', 'upsert=code&upsert=code'])('%s is refused', async (query) => {
    expect((await upsert({ code: 'a' }, query)).body.code).toBe('invalid_filter')
  })

  it('of the same value by many at once makes one record', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => upsert({ code: 'same', n })))
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 200, 200, 201])
    expect(await rows('orders')).toMatchObject([{ code: 'same', version: 8 }])
  })
})
