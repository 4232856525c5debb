import { gunzipSync, gzipSync } from 'node:zlib'

import type { ArchiveLine, ImportedProject } from '@axiom/shared/contracts/archives'
import type { DataSource, ExecuteAnswer, QueryAnswer } from '@axiom/shared/contracts/dataSources'
import type { Project } from '@axiom/shared/contracts/projects'
import { addQuery } from '@axiom/shared/document/operations/addQuery'
import { parseQueries } from '@axiom/shared/document/parseQueries'
import type { Problem } from '@axiom/shared/errors'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { type Receiver, startReceiver } from '../../../test/startReceiver.ts'

const SECRET = 'kEy-of-the-warehouse'

let server: TestServer
let owner: Client
let other: Client
let project: Project
let warehouse: Receiver

beforeAll(async () => {
  warehouse = await startReceiver()
  server = await createTestServer({ env: { OUTBOUND_ALLOW: `127.0.0.1:${warehouse.port}` } })
  owner = await server.register('Owner')
  other = await server.register('Other')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'blank' })).body
  const stock = await connect('Stock', {
    config: {
      type: 'rest',
      url: `http://ada:${SECRET}@127.0.0.1:${warehouse.port}/v1?token=${SECRET}`,
      headers: [{ name: 'X-Key', value: SECRET }],
      auth: { kind: 'basic', user: SECRET },
    },
    secret: SECRET,
  })
  const open = await connect('Open', { config: { type: 'rest', url: `${warehouse.url}/open` } })
  const prices = await connect('Prices', { config: { type: 'csv' } })
  const csv = Buffer.from(`sku;price\n${'Fern;9\n'.repeat(100_000)}`)
  const uploaded = await owner.call('PUT', `/api/data-sources/${prices.id}/file?name=prices.csv`, csv, {
    'content-type': 'application/octet-stream',
  })
  expect(uploaded.status).toBe(200)
  await server.edit(project.id, (doc, origin) => {
    addQuery(doc, { name: 'stock', sourceId: stock.id, request: 'GET /items' }, origin)
    addQuery(doc, { name: 'open', sourceId: open.id, request: 'GET /items' }, origin)
    addQuery(
      doc,
      { name: 'prices', sourceId: prices.id, request: 'select sku, count(*) n from rows group by sku' },
      origin,
    )
  })
})
afterAll(async () => {
  await server.close()
  await warehouse.close()
})

async function connect(name: string, input: object): Promise<DataSource> {
  const { status, body } = await owner.call<DataSource>('POST', '/api/data-sources', {
    project: project.id,
    name,
    ...input,
  })
  expect([status, body]).toMatchObject([201, { lacks: [] }])
  return body
}

async function exported(id: string, client: Client, query = ''): Promise<string> {
  const answer = await fetch(`${server.url}/api/projects/${id}/export${query}`, {
    headers: { authorization: `Bearer ${client.session.accessToken}` },
  })
  expect(answer.status).toBe(200)
  return gunzipSync(Buffer.from(await answer.arrayBuffer())).toString()
}
const importAs = ({ call }: Client, text: string) =>
  call<ImportedProject>('POST', '/api/projects/import', gzipSync(text), { 'content-type': 'application/gzip' })
const sourcesOf = async ({ call }: Client, id: string) =>
  (await call<{ data: DataSource[] }>('GET', `/api/data-sources?project=${id}`)).body.data
const linesOf = (text: string) => text.trim().split('\n')
const run = ({ call }: Client, id: string, name: string) =>
  call<QueryAnswer & Problem>('POST', `/api/dynamic/${id}/queries/${name}?env=draft`, { parameters: {} })

it('data sources come along without anything that may be a secret; queries name the new ones', async () => {
  const text = await exported(project.id, owner, '?files=true')
  expect(text).not.toContain(SECRET)
  const { status, body } = await importAs(other, text)
  expect([status, body]).toMatchObject([201, { sources: 3, incomplete: 1 }])
  expect(warehouse.at('/open/items')).toEqual([])
  const { id } = body.project
  const [open, prices, stock] = await sourcesOf(other, id)
  expect([open, prices, stock]).toMatchObject([
    { name: 'Open', lacks: [] },
    { name: 'Prices', lacks: [], fileName: 'prices.csv' },
    {
      name: 'Stock',
      hasSecret: false,
      lacks: ['secret', 'address', 'user', 'headers'],
      config: {
        url: `${warehouse.url}/v1`,
        headers: [{ name: 'X-Key', value: '' }],
        auth: { kind: 'basic', user: '' },
      },
      stats: { runs: 0 },
    },
  ])
  const queries = await server.edit(id, parseQueries)
  expect(queries.map(({ name, sourceId }) => [name, sourceId])).toEqual([
    ['stock', stock?.id],
    ['open', open?.id],
    ['prices', prices?.id],
  ])
  expect((await run(other, id, 'open')).body.data).toEqual({ ok: true })
  expect((await run(other, id, 'prices')).body.data).toEqual([{ sku: 'Fern', n: 100_000 }])
})

it('one that needs its secret says so, asks nobody, and works once it has it', async () => {
  const { body } = await importAs(other, await exported(project.id, owner))
  const { id } = body.project
  const stock = (await sourcesOf(other, id)).find(({ name }) => name === 'Stock')
  if (!stock) throw new Error('no source')
  const path = `/api/data-sources/${stock.id}`
  const refused = [
    await run(other, id, 'stock'),
    await other.call<Problem>('POST', `${path}/execute`, { request: 'GET /items' }),
    await other.call<Problem>('GET', `${path}/schema`),
  ]
  expect(refused.map((answer) => [answer.status, answer.body.code])).toEqual(
    refused.map(() => [409, 'source_incomplete']),
  )
  const test = { project: id, id: stock.id, config: stock.config }
  expect((await other.call('POST', '/api/data-sources/test', test)).body).toMatchObject({ state: 'down' })
  expect((await other.call('GET', `${path}/health`)).body).toMatchObject({ state: 'down' })
  expect(['/v1', '/v1/items'].flatMap(warehouse.at)).toEqual([])
  // A file made of it says the same, and other names do not make it whole.
  const again = await importAs(other, await exported(id, other))
  expect(again.body).toMatchObject({ incomplete: 1 })
  const renamed = await other.call<DataSource>('PUT', path, { name: 'Warehouse', config: stock.config })
  expect(renamed.body.lacks).toEqual(stock.lacks)

  const config = {
    ...stock.config,
    url: `${warehouse.url}/v2`,
    headers: [{ name: 'X-Key', value: '1' }],
    auth: { kind: 'basic', user: 'ben' },
  }
  const saved = await other.call<DataSource>('PUT', path, { name: 'Warehouse', config, secret: 'own' })
  expect(saved.body).toMatchObject({ hasSecret: true, lacks: [], stats: { runs: 0 } })
  const answer = await other.call<ExecuteAnswer>('POST', `${path}/execute`, { request: 'GET /items' })
  expect(answer.body.data).toEqual({ ok: true })
  expect(warehouse.at('/v2/items')[0]).toMatchObject({
    headers: { 'x-key': '1', authorization: `Basic ${Buffer.from('ben:own').toString('base64')}` },
  })
})

it('a file of a source that did not come along is missed, not looked for elsewhere', async () => {
  const { body } = await importAs(other, await exported(project.id, owner))
  expect((await sourcesOf(other, body.project.id)).map(({ fileName }) => fileName)).toEqual([null, null, null])
  const answer = await run(other, body.project.id, 'prices')
  expect([answer.status, answer.body.title]).toEqual([422, 'This source has no file yet. Upload one.'])
})

it('hostile data sources leave no project behind', async () => {
  const [head = '', ...lines] = linesOf(await exported(project.id, owner))
  const source = lines
    .map((line) => JSON.parse(line) as ArchiveLine)
    .flatMap((line) => ('source' in line ? [line.source] : []))
  const [first] = source
  const bytes = { bytes: Buffer.from('no database').toString('base64') }
  const file = { name: 'x', size: 11 }
  const hostile: [string, number, unknown[]][] = [
    ['a driver that is none', 400, [{ source: { ...first, config: { type: 'shell', command: 'ls' } } }]],
    [
      'an address of this machine’s files',
      400,
      [{ source: { ...first, config: { type: 'rest', url: 'file:///etc/passwd' } } }],
    ],
    ['a secret', 400, [{ source: { ...first, secret: 'x' } }]],
    ['a source after the document', 400, [...lines.map((line) => JSON.parse(line) as unknown), { source: first }]],
    ['a server with a file', 400, [{ source: { ...first, file } }, bytes]],
    ['a file that is no database', 422, [{ source: { ...first, config: { type: 'csv' }, file } }, bytes]],
    [
      'fewer bytes than promised',
      400,
      [{ source: { ...first, config: { type: 'csv' }, file: { name: 'x', size: 12 } } }, bytes],
    ],
    ['a file too large', 413, [{ source: { ...first, config: { type: 'sqlite' }, file: { name: 'x', size: 1e9 } } }]],
    [
      'more sources than there may be',
      413,
      Array.from({ length: 201 }, (_, i) => ({ source: { ...first, id: `s${i}` } })),
    ],
  ]
  const client = await server.register('Hostile')
  for (const [what, status, more] of hostile) {
    const text = [head, ...more.map((line) => JSON.stringify(line))].join('\n')
    expect([what, (await importAs(client, text)).status]).toEqual([what, status])
  }
  expect((await client.call<{ data: Project[] }>('GET', '/api/projects')).body.data).toEqual([])
})
