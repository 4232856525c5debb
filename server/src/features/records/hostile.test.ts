import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let base: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  base = `/api/dynamic/${body.id}/things`
  await server.edit(body.id, (doc, origin) => {
    const modelId = addModel(doc, { name: 'things' }, origin)
    addField(doc, { modelId, name: 'title', type: 'text' }, origin)
    addField(doc, { modelId, name: 'count', type: 'integer' }, origin)
    addField(doc, { modelId, name: 'amount', type: 'number' }, origin)
    addField(doc, { modelId, name: 'tags', type: 'multiSelect' }, origin)
    addField(doc, { modelId, name: 'extra', type: 'json' }, origin)
  })
})
afterAll(() => server.close())

const post = (body: string) => owner.call<{ code: string; errors?: unknown[]; data: object }>('POST', base, body)
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`

it.each([
  ['a number beyond every number', '{"amount":1e400}'],
  ['one in an integer', '{"count":-1e400}'],
  ['one inside of JSON', '{"extra":{"a":[1e400]}}'],
  ['an integer that readers would round', '{"count":9007199254740993}'],
  ['half of a character', '{"title":"\\ud800"}'],
  ['half of a character inside of JSON', '{"extra":["\\udc00x"]}'],
  ['half of a character in a key', '{"extra":{"\\udc00":1}}'],
  ['a key that ends early', '{"extra":{"a\\u0000b":1}}'],
  ['a prototype', '{"extra":{"__proto__":{"admin":true}}}'],
  ['a constructor', '{"extra":{"a":{"constructor":{"prototype":1}}}}'],
  ['an operator in place of a value', '{"count":{"$gt":0}}'],
  ['an operator beside the fields', '{"title":"x","$set":{"title":"y"}}'],
  ['JSON that is too deep', `{"extra":${deep(70)}}`],
  ['JSON that is absurdly deep', `{"extra":${deep(400_000)}}`],
  ['no JSON', '{"title":"x"'],
  ['two values', '{"title":"x"}{"title":"y"}'],
  ['a mark before the text', '\ufeff{"title":"x"'],
])('%s is refused and stores nothing', async (_, body) => {
  const before = await owner.call('GET', `${base}?count=exact`)
  const { status, body: problem } = await post(body)
  expect([status, typeof problem.code]).toEqual([400, 'string'])
  expect((await owner.call('GET', `${base}?count=exact`)).body).toEqual(before.body)
})

it.each(['ff', 'c0af', 'eda080', 'f4908080', 'e28', '80'])('bytes that are no UTF-8 are refused: %s', async (hex) => {
  const bytes = Buffer.concat([Buffer.from('{"title":"'), Buffer.from(hex.padEnd(8, '22'), 'hex'), Buffer.from('"}')])
  const answer = await fetch(server.url + base, {
    method: 'POST',
    headers: { authorization: `Bearer ${owner.session.accessToken}`, 'content-type': 'application/json' },
    body: bytes,
  })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ code: 'invalid_json' })
})

it.each([
  ['unknown fields', () => `{${Array.from({ length: 400_000 }, (_, i) => `"f${i}":1`).join()}}`],
  ['wrong items', () => `{"tags":[${'1,'.repeat(2_000_000)}1]}`],
  ['items that are too many', () => `{"tags":[${'"a",'.repeat(1_500_000)}"a"]}`],
])('a body full of %s is refused without a list of all of them', async (_, body) => {
  const started = process.memoryUsage().rss
  const { status, body: problem } = await post(body())
  expect(status).toBe(400)
  expect(problem.errors?.length).toBeLessThanOrEqual(50)
  expect(process.memoryUsage().rss - started).toBeLessThan(600_000_000)
})

it('texts of every other kind come back as they were', async () => {
  const texts = [
    '\u0000',
    'a\u0000b',
    '\u2028',
    '\ufeff',
    '\u{10ffff}',
    '👩‍👩‍👧',
    "'; DROP TABLE r_x; --",
    '{"$gt":1}',
    '$title',
    'a.b',
  ]
  for (const title of texts) {
    const made = await post(JSON.stringify({ title, extra: { $where: title, 'a.b': [title] } }))
    expect(made.body.data).toMatchObject({ title, extra: { $where: title, 'a.b': [title] } })
    const found = await owner.call<{ data: object[] }>('GET', `${base}?title=${encodeURIComponent(title)}`)
    expect(found.body.data).toMatchObject([{ title }])
  }
})
