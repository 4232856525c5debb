import type { ImportReport } from '@axiom/shared/contracts/records'
import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { parseModels } from '@axiom/shared/document/parseModels'
import type { FieldConstraints, FieldType } from '@axiom/shared/document/views'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../../test/createTestServer.ts'

type Row = Record<string, unknown> & { id: string; version: number }

const FIELDS: Record<string, { type: FieldType; constraints?: FieldConstraints; options?: string[] }> = {
  code: { type: 'text', constraints: { unique: true, required: true } },
  name: { type: 'text', constraints: { maxLength: 40 } },
  n: { type: 'number', constraints: { default: 7 } },
  whole: { type: 'integer' },
  done: { type: 'boolean' },
  day: { type: 'date' },
  at: { type: 'datetime' },
  state: { type: 'select', options: ['New', 'Done, at last'] },
  tags: { type: 'multiSelect', options: ['red', 'green; light', 'blue'] },
  extra: { type: 'json' },
}

let server: TestServer
let owner: Client
let projectId: string
let base: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
})
afterAll(() => server.close())
beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  base = `/api/dynamic/${projectId}/things`
  await server.edit(projectId, (doc, origin) => {
    const modelId = addModel(doc, { name: 'things' }, origin)
    for (const [name, more] of Object.entries(FIELDS)) addField(doc, { modelId, name, ...more }, origin)
  })
})

const MEDIA = { csv: 'text/csv', json: 'application/json', ndjson: 'application/x-ndjson' }
type Format = keyof typeof MEDIA

async function send(text: string | Uint8Array, format: Format = 'csv', query = '') {
  return owner.call<{ data: ImportReport } & { code: string; title: string; errors: { path: string }[] }>(
    'POST',
    `${base}/import${query}`,
    text,
    { 'content-type': MEDIA[format] },
  )
}
const report = async (...args: Parameters<typeof send>): Promise<ImportReport> => {
  const { status, body } = await send(...args)
  expect([status, body.title]).toEqual([200, undefined])
  return body.data
}
async function fetchFile(format: Format, query = ''): Promise<string> {
  const headers = { authorization: `Bearer ${owner.session.accessToken}` }
  const answer = await fetch(`${server.url}${base}/export?format=${format}${query}`, { headers })
  expect([answer.status, answer.headers.get('content-type')?.split(';')[0]]).toEqual([200, MEDIA[format]])
  expect(answer.headers.get('content-disposition')).toContain(`things.${format}`)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await answer.arrayBuffer())
}
const rows = async (query = ''): Promise<Row[]> =>
  (await owner.call<{ data: Row[] }>('GET', `${base}?limit=200&sort=code${query}`)).body.data
const values = (all: readonly Row[]): unknown[] =>
  all.map((row) => Object.fromEntries(Object.keys(FIELDS).map((name) => [name, row[name]])))

const SAMPLES = [
  {
    code: 'a',
    name: '=SUM(A1:A9)',
    n: -1.5,
    whole: -3,
    done: true,
    day: '2026-01-31',
    at: '2026-01-31T12:00:00.000Z',
    state: 'Done, at last',
    tags: ['red', 'blue'],
    extra: { deep: [1, { x: 'y' }] },
  },
  { code: 'b', name: 'with "quotes", commas\nand lines', n: 0, done: false, state: 'New', tags: ['green; light'] },
  { code: '-c', name: '@home', n: 1e21, tags: [] },
  { code: "'quoted", name: "'=kept", n: 2, extra: 'text' },
]

describe('what is exported', () => {
  it.each(['csv', 'json', 'ndjson'] as const)('as %s comes back the same', async (format) => {
    expect((await owner.call('POST', base, SAMPLES)).status).toBe(201)
    const before = values(await rows())
    const file = await fetchFile(format)
    for (const { id } of await rows()) await owner.call('DELETE', `${base}/${id}`)
    if (format === 'csv') expect(await report(file)).toMatchObject({ lines: 4, created: 4, failed: 0 })
    else {
      const all =
        format === 'json'
          ? (JSON.parse(file) as Row[])
          : file
              .trim()
              .split('\n')
              .map((line) => JSON.parse(line) as Row)
      const stripped = values(all)
      const text = format === 'json' ? JSON.stringify(stripped) : stripped.map((one) => JSON.stringify(one)).join('\n')
      expect(await report(text, format)).toMatchObject({ lines: 4, created: 4, failed: 0 })
    }
    // An empty list is an empty cell, and that is no value.
    expect(values(await rows())).toEqual(
      format === 'csv' ? before.map((row) => emptied(row as Record<string, unknown>)) : before,
    )
  })

  it('in CSV is never a formula for a spreadsheet, but for numbers', async () => {
    const names = ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '=HYPERLINK("x","y")']
    await owner.call(
      'POST',
      base,
      names.map((name, i) => ({ code: `c${i}`, name, n: -2 })),
    )
    const lines = (await fetchFile('csv', '&fields=name,n')).split('\r\n').slice(1, -1)
    expect(lines).toHaveLength(names.length)
    for (const line of lines) expect(line).toMatch(/^"?'[=+\-@\t\r].*,-2$/s)
  })

  it('is what the filters let through, each once, with the fields that were asked for', async () => {
    const many = Array.from({ length: 1_203 }, (_, i) => ({ code: `c${String(i).padStart(4, '0')}`, n: i % 3 }))
    for (const part of [many.slice(0, 600), many.slice(600)]) await owner.call('POST', base, part)
    const lines = (await fetchFile('ndjson', '&n=2&fields=code')).trim().split('\n')
    expect(lines).toHaveLength(401)
    expect(new Set(lines.map((line) => (JSON.parse(line) as Row)['code'])).size).toBe(401)
    expect(Object.keys(JSON.parse(lines[0] ?? '') as Row)).toEqual(['id', 'code'])
    expect(await fetchFile('csv', '&search=nothing&fields=code,n')).toBe('\uFEFFcode,n\r\n')
    expect(JSON.parse(await fetchFile('json', '&n=9'))).toEqual([])
  })

  it.each(['format=xml', 'limit=5', 'sort=n', 'nothing=1', 'format=csv&format=json'])(
    '?%s is refused',
    async (query) => {
      expect((await owner.call('GET', `${base}/export?${query}`)).body['code']).toBe('invalid_filter')
    },
  )
})

const emptied = (row: Record<string, unknown>): Record<string, unknown> => ({
  ...row,
  tags: Array.isArray(row['tags']) && row['tags'].length === 0 ? null : row['tags'],
})

describe('an import', () => {
  it('keeps what is right, and tells the line of what is not', async () => {
    await owner.call('POST', base, { code: 'taken' })
    const file = [
      'code,Name,n,done',
      'a,Ann,1,yes',
      'b,Bob,x,no',
      ',nobody,1,',
      'taken,T,1,',
      'a,again,2,',
      'z,Zed,,true',
    ].join('\r\n')
    const answer = await report(file)
    expect(answer).toMatchObject({ lines: 6, created: 2, updated: 0, failed: 4 })
    expect(answer.errors.map(({ line, path, code }) => [line, path, code]).sort()).toEqual([
      [3, 'n', 'type'],
      [4, 'code', 'required'],
      [5, 'code', 'unique'],
      [6, 'code', 'unique'],
    ])
    expect((await rows()).map((row) => [row['code'], row['n'], row['done']])).toEqual([
      ['a', 1, true],
      ['taken', 7, null],
      ['z', 7, true],
    ])
  })

  it('as a dry run says the same and keeps nothing', async () => {
    const file = 'code,n\na,1\nb,x\n'
    const tried = await report(file, 'csv', '?dryRun=true')
    expect(tried).toMatchObject({ lines: 2, created: 1, failed: 1, dryRun: true })
    expect(await rows()).toEqual([])
    expect(await report(file)).toMatchObject({ ...tried, dryRun: false })
  })

  it('with upsert changes what is there, empties what is empty, and makes the rest', async () => {
    await owner.call('POST', base, [
      { code: 'a', name: 'Ann', n: 1 },
      { code: 'b', name: 'Bob', n: 2 },
    ])
    const answer = await report('code,name,n\na,,5\nc,Cid,6\nb,Bob,x\n,x,1\n', 'csv', '?upsert=code')
    expect(answer).toMatchObject({ lines: 4, created: 1, updated: 1, failed: 2 })
    expect((await rows()).map((row) => [row['code'], row['name'], row['n']])).toEqual([
      ['a', null, 5],
      ['b', 'Bob', 2],
      ['c', 'Cid', 6],
    ])
  })

  it.each([
    ['semicolons and a mark in front', '\uFEFFcode;name;n\r\na;"x; y";1,5\r\nb;z;2\r\n', { created: 1, failed: 1 }],
    ['tabs', 'code\tn\na\t1\n', { created: 1, failed: 0 }],
    ['no last line end, empty lines', 'code\n\na\n\n\nb', { created: 2, failed: 0 }],
    ['columns of the system', 'id,createdAt,version,code\nx,2026-01-01,3,a\n', { created: 1, failed: 0 }],
    ['too many cells', 'code\na,b\nc\n', { created: 1, failed: 1 }],
    ['nothing but a heading', 'code,n\n', { lines: 0, created: 0 }],
    ['nothing', '', { lines: 0, created: 0 }],
  ])('reads CSV with %s', async (_title, text, expected) => {
    expect(await report(text)).toMatchObject(expected)
  })

  it.each([
    ['an unknown column', 'code,nothing\na,1\n', 'csv', 400],
    ['a column twice', 'code,code\na,b\n', 'csv', 400],
    ['other letters than UTF-8', new Uint8Array([0x63, 0x6f, 0x64, 0x65, 0x0a, 0xe4, 0x0a]), 'csv', 400],
    ['no list', '{"code":"a"}', 'json', 400],
    ['a list that does not end', '[{"code":"a"}', 'json', 400],
    ['something behind the list', '[{"code":"a"}] x', 'json', 400],
    ['a hole in the list', '[{"code":"a"},,{"code":"b"}]', 'json', 400],
  ] as const)('refuses %s', async (_title, text, format, status) => {
    expect((await send(text as string, format)).status).toBe(status)
  })

  it('takes lines of JSON that are none for what they are', async () => {
    const lines = [
      '{"code":"a"}',
      'nope',
      '[1]',
      '{"code":"b","__proto__":{"x":1}}',
      '',
      '{"code":"c","$where":"1"}',
      '{"code":"d"}',
    ]
    const answer = await report(lines.join('\n'), 'ndjson')
    expect(answer).toMatchObject({ lines: 6, created: 2, failed: 4 })
    expect(answer.errors.map(({ line }) => line)).toEqual([2, 3, 4, 6])
    const list = await report(`[${['{"code":"x, ]\\" "}', '{"code":["y"]}', '7', '{"code":"z"}'].join(' , ')}]`, 'json')
    expect(list).toMatchObject({ lines: 4, created: 2, failed: 2 })
  })

  it('of many lines that all clash does not write them one by one', async () => {
    const file = `code\n${Array.from({ length: 2_000 }, (_, i) => `c${i}`).join('\n')}\n`
    expect(await report(file)).toMatchObject({ created: 2_000, failed: 0 })
    const started = performance.now()
    expect(await report(file)).toMatchObject({ lines: 2_000, created: 0, failed: 2_000 })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it.each(['?format=xml', '?dryRun=maybe', '?upsert=n', '?env=nothing'])('%s is refused', async (query) => {
    expect((await send('code\na\n', 'csv', query)).body.code).toBe('invalid_filter')
  })

  it('is for who may create, with upsert for who may change too', async () => {
    const viewer = await server.register(`Viewer${Math.random().toString(36).slice(2)}`)
    const member = { email: viewer.session.user.email, role: 'viewer' }
    await owner.call('POST', `/api/projects/${projectId}/members`, member)
    const headers = { 'content-type': 'text/csv' }
    expect((await viewer.call('POST', `${base}/import`, 'code\na\n', headers)).status).toBe(403)
    expect((await viewer.call('GET', `${base}/export`)).status).toBe(200)
    expect((await server.anonymous('GET', `${base}/export`)).status).toBe(401)
    expect((await server.anonymous('POST', `${base}/import`, 'code\na\n', headers)).status).toBe(401)
    expect((await owner.call('POST', `${base}/import`, 'x', { 'content-type': 'image/png' })).status).toBe(415)
  })

  it('with upsert changes only records that the rule for changing opens', async () => {
    await server.edit(projectId, (doc, origin) => {
      const id = parseModels(doc)[0]?.id ?? ''
      for (const operation of ['create', 'update'] as const)
        setModelRule(doc, { id, operation, audience: 'own' }, origin)
    })
    const viewer = await server.register(`Viewer${Math.random().toString(36).slice(2)}`)
    const member = { email: viewer.session.user.email, role: 'viewer' }
    await owner.call('POST', `/api/projects/${projectId}/members`, member)
    const upsert = async (file: string) =>
      viewer.call<{ data: ImportReport }>('POST', `${base}/import?upsert=code`, file, { 'content-type': 'text/csv' })
    expect(await report('code,n\na,1\n')).toMatchObject({ created: 1 })
    expect((await upsert('code,n\na,9\nb,2\n')).body.data).toMatchObject({ created: 1, updated: 0, failed: 1 })
    expect((await upsert('code,n\nb,3\n')).body.data).toMatchObject({ created: 0, updated: 1, failed: 0 })
    expect((await rows()).map((row) => [row['code'], row['n']])).toEqual([
      ['a', 1],
      ['b', 3],
    ])
  })
})
