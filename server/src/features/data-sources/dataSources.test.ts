import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type {
  DataSource,
  ExecuteAnswer,
  SourceHealth,
  SourceProblem,
  SourceTable,
} from '@axiom/shared/contracts/dataSources'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

const SECRET = 'kEy-of-the-warehouse'

/** A server of somebody else, inside of the network. */
async function startWarehouse() {
  const seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = []
  const state = { status: 200 }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { method = '', url = '', headers } = request
      seen.push({ method, url, headers, body })
      response.writeHead(state.status, { 'content-type': 'application/json' })
      if (url === '/graphql') response.end(graphql(JSON.parse(body) as { query: string; variables: { sku?: string } }))
      else
        response.end(
          JSON.stringify({
            items: [
              { sku: 'A1', stock: 3 },
              { sku: 'B2', stock: 9 },
            ],
          }),
        )
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { seen, state, port: address.port, url: `http://127.0.0.1:${address.port}`, close: () => server.close() }
}

function graphql({ query, variables }: { query: string; variables: { sku?: string } }): string {
  if (query.includes('nothing')) return JSON.stringify({ errors: [{ message: 'Cannot query field "nothing".' }] })
  if (query.includes('__schema')) {
    const field = {
      name: 'item',
      type: { kind: 'OBJECT', name: 'Item', ofType: null },
      args: [{ name: 'sku', type: { kind: 'NON_NULL', ofType: { kind: 'SCALAR', name: 'ID' } }, defaultValue: null }],
    }
    return JSON.stringify({
      data: {
        __schema: {
          queryType: { name: 'Query' },
          mutationType: null,
          types: [{ kind: 'OBJECT', name: 'Query', fields: [field] }],
        },
      },
    })
  }
  return JSON.stringify({ data: { item: { sku: variables.sku ?? null } } })
}

describe('data sources', () => {
  let server: TestServer
  let owner: Client
  let projectId: string
  let warehouse: Awaited<ReturnType<typeof startWarehouse>>

  beforeAll(async () => {
    warehouse = await startWarehouse()
    server = await createTestServer({ env: { OUTBOUND_ALLOW: `127.0.0.1:${warehouse.port}` } })
    owner = await server.register('Ada')
    projectId = (await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop' })).body.id
  })
  afterAll(async () => {
    warehouse.close()
    await server.close()
  })

  const rest = (more: object = {}) => ({ type: 'rest', url: `${warehouse.url}/v1`, auth: { kind: 'bearer' }, ...more })
  async function connect(config: object, more: object = {}): Promise<DataSource> {
    const { status, body } = await owner.call<DataSource>('POST', '/api/data-sources', {
      project: projectId,
      name: 'Warehouse',
      config,
      ...more,
    })
    expect([status, body]).toMatchObject([201, {}])
    return body
  }
  const execute = (id: string, input: object) =>
    owner.call<ExecuteAnswer>('POST', `/api/data-sources/${id}/execute`, input)

  it('are made, listed, read, changed and removed; their secret is used and never answered', async () => {
    const source = await connect(rest(), { secret: SECRET })
    expect(source).toMatchObject({
      projectId,
      name: 'Warehouse',
      hasSecret: true,
      readOnly: true,
      stats: { runs: 0, successRate: null },
    })
    const { body: answer } = await execute(source.id, { request: 'GET /items' })
    expect(answer.data).toEqual({
      items: [
        { sku: 'A1', stock: 3 },
        { sku: 'B2', stock: 9 },
      ],
    })
    expect(warehouse.seen.at(-1)).toMatchObject({ url: '/v1/items', headers: { authorization: `Bearer ${SECRET}` } })
    const renamed = await owner.call<DataSource>('PUT', `/api/data-sources/${source.id}`, {
      name: 'Stock',
      config: rest(),
    })
    expect(renamed.body).toMatchObject({
      name: 'Stock',
      hasSecret: true,
      stats: { runs: 1, failures: 0, successRate: 1 },
    })
    const list = await owner.call<{ data: DataSource[] }>('GET', `/api/data-sources?project=${projectId}`)
    expect(list.body.data.map(({ name }) => name)).toEqual(['Stock'])
    const one = await owner.call('GET', `/api/data-sources/${source.id}`)
    for (const shown of [source, answer, renamed.body, list.body, one.body])
      expect(JSON.stringify(shown)).not.toContain(SECRET)
    expect((await owner.call('DELETE', `/api/data-sources/${source.id}`)).status).toBe(204)
    expect((await owner.call('GET', `/api/data-sources/${source.id}`)).status).toBe(404)
  })

  it('send no secret to an address that was changed without it', async () => {
    const source = await connect(rest(), { secret: SECRET })
    const moved = rest({ url: `http://127.0.0.1:${warehouse.port}/elsewhere` })
    const before = warehouse.seen.length
    const change = await owner.call('PUT', `/api/data-sources/${source.id}`, { name: 'Stock', config: moved })
    expect(change).toMatchObject({ status: 400, body: { errors: [{ path: 'secret' }] } })
    const test = { project: projectId, id: source.id, config: moved }
    expect((await owner.call('POST', '/api/data-sources/test', test)).status).toBe(400)
    expect(warehouse.seen).toHaveLength(before)
    expect(
      (await owner.call('PUT', `/api/data-sources/${source.id}`, { name: 'Stock', config: moved, secret: 'new' }))
        .status,
    ).toBe(200)
    const gone = await owner.call<DataSource>('PUT', `/api/data-sources/${source.id}`, {
      name: 'Stock',
      config: moved,
      secret: null,
    })
    expect(gone.body.hasSecret).toBe(false)
  })

  it('are tried before they are kept, with what is wrong', async () => {
    const test = async (config: object, secret?: string) =>
      (await owner.call<SourceHealth>('POST', '/api/data-sources/test', { project: projectId, config, secret })).body
    expect(await test(rest())).toMatchObject({ state: 'up', ms: expect.any(Number) as number, message: null })
    expect(await test(rest({ url: 'http://127.0.0.1:9/' }))).toMatchObject({
      state: 'down',
      message: expect.stringContaining('not public') as string,
    })
    for (const type of ['postgresql', 'mysql', 'mongodb']) {
      expect(await test({ type, host: '127.0.0.1', port: 5432, database: 'shop' }), type).toMatchObject({
        state: 'down',
        message: expect.stringContaining('OUTBOUND_ALLOW') as string,
      })
      expect(await test({ type, host: '2130706433', port: 5432, database: 'shop' }), type).toMatchObject({
        state: 'down',
      })
      // It answers, but no such protocol.
      expect(await test({ type, host: '127.0.0.1', port: warehouse.port, database: 'shop' }), type).toMatchObject({
        state: 'down',
      })
    }
  })

  it('refuse what leads inside, also by a redirect or a name', async () => {
    for (const url of [
      'http://127.0.0.1:9/',
      'http://localhost:9/',
      'http://[::1]:9/',
      'http://169.254.169.254/latest',
      'http://0x7f.1:9/',
    ]) {
      const source = await connect(rest({ url }))
      expect(await execute(source.id, { request: 'GET /' })).toMatchObject({
        status: 422,
        body: { code: 'outbound_refused' },
      })
    }
  })

  it('bind parameters of REST, refuse writing unless allowed, and stay below their address', async () => {
    const source = await connect(rest())
    const parameters = [{ name: 'sku', type: 'text', required: true }]
    const ask = (request: string, sku?: unknown) => execute(source.id, { request, parameters, values: { sku } })
    expect((await ask('GET /items/{{sku}}?only={{sku}}', 'a/b&c')).status).toBe(200)
    expect(warehouse.seen.at(-1)?.url).toBe('/v1/items/a%2Fb%26c?only=a%2Fb%26c')
    expect(await ask('GET /items/{{sku}}')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'values/sku', code: 'required' }] },
    })
    expect((await ask('GET /items/{{sku}}', { $ne: 1 })).status).toBe(400)
    const before = warehouse.seen.length
    expect(await ask('GET /items/{{sku}}', '..')).toMatchObject({ status: 422, body: { code: 'query_failed' } })
    expect((await ask('GET /\nX-A: {{sku}}', 'a\r\nx-admin: 1')).status).toBe(422)
    expect((await ask('DELETE /items/{{sku}}', 'a')).status).toBe(422)
    expect(warehouse.seen).toHaveLength(before)
    await owner.call('PUT', `/api/data-sources/${source.id}`, { name: 'Stock', config: rest(), readOnly: false })
    expect((await ask('POST /items\n\n{"sku": {{sku}}}', 'a"b')).status).toBe(200)
    expect(warehouse.seen.at(-1)).toMatchObject({ method: 'POST', body: '{"sku": "a\\"b"}' })
  })

  it('ask GraphQL with variables', async () => {
    const source = await connect({ type: 'graphql', url: `${warehouse.url}/graphql` })
    const parameters = [{ name: 'sku', type: 'text' }]
    const ask = (request: string) => execute(source.id, { request, parameters, values: { sku: 'A"1' } })
    expect((await ask('query ($sku: ID!) { item(sku: $sku) { sku } }')).body.data).toEqual({ item: { sku: 'A"1' } })
    expect(await ask('{ nothing }')).toMatchObject({
      status: 422,
      body: { title: expect.stringContaining('Cannot query field') as string },
    })
    for (const wrong of ['{ item(sku: "{{sku}}") { sku } }', 'mutation { drop }', '{ a } query b { a }', '{'])
      expect((await ask(wrong)).status, wrong).toBe(422)
    const schema = await owner.call<{ data: SourceTable[] }>('GET', `/api/data-sources/${source.id}/schema`)
    expect(schema.body.data).toEqual([
      { name: 'item: Item', kind: 'query', fields: [{ name: 'sku', type: 'ID!', required: true }] },
    ])
  })

  it('show what a transform makes of an answer', async () => {
    const { id } = await connect(rest())
    const run = async (transform: string) => (await execute(id, { request: 'GET /items', transform })).body.transformed
    expect(await run('items[stock > 5].sku')).toEqual({ ok: true, value: 'B2' })
    expect(await run('items[')).toMatchObject({ ok: false, position: expect.any(Number) as number })
    expect(await run('')).toBeNull()
  })

  it('say what is wrong with a query before it runs', async () => {
    const { id } = await connect(rest())
    const before = warehouse.seen.length
    const validate = async (input: object) =>
      (await owner.call<{ problems: SourceProblem[] }>('POST', `/api/data-sources/${id}/validate`, input)).body.problems
    expect(await validate({ request: 'GET /items' })).toEqual([])
    expect(await validate({ request: 'GET /{{a}}', transform: 'b[' })).toMatchObject([
      { path: 'request', code: 'unknown_parameter' },
      { path: 'transform' },
    ])
    expect(await validate({ request: 'FETCH /' })).toMatchObject([{ path: 'request', code: 'refused' }])
    expect(warehouse.seen).toHaveLength(before)
  })

  it('take a CSV, a JSON file and an SQLite file, and ask them in SQL', async () => {
    const send = (id: string, name: string, bytes: Uint8Array) =>
      owner.call<DataSource>('PUT', `/api/data-sources/${id}/file?name=${name}`, bytes, {
        'content-type': 'application/octet-stream',
      })
    const csv = await connect({ type: 'csv' })
    expect(await execute(csv.id, { request: 'select 1' })).toMatchObject({
      status: 422,
      body: { title: expect.stringContaining('no file') as string },
    })
    expect(
      (await send(csv.id, 'stock.csv', Buffer.from('\ufeffsku;stock;code\nA1;3;007\n"B;2";9.5;\n'))).body.fileName,
    ).toBe('stock.csv')
    const parameters = [{ name: 'least', type: 'number' }]
    const found = await execute(csv.id, {
      request: 'select sku, stock, code from rows where stock > {{least}} order by stock',
      parameters,
      values: { least: 1 },
    })
    expect(found.body.data).toEqual([
      { sku: 'A1', stock: 3, code: '007' },
      { sku: 'B;2', stock: 9.5, code: '' },
    ])
    const json = await connect({ type: 'json' })
    await send(
      json.id,
      'stock.json',
      Buffer.from(
        JSON.stringify({
          items: [
            { sku: 'A1', tags: ['a'] },
            { sku: 'B2', stock: 2 },
          ],
        }),
      ),
    )
    expect((await execute(json.id, { request: 'select * from rows' })).body).toMatchObject({
      columns: ['sku', 'tags', 'stock'],
      data: [{ tags: '["a"]', stock: null }, { stock: 2 }],
    })
    const sqlite = await connect({ type: 'sqlite' })
    const db = new DatabaseSync(':memory:')
    db.exec("create table stock (sku text primary key); insert into stock values ('A1')")
    const image = db.serialize()
    expect((await send(sqlite.id, 'a.sqlite', image)).status).toBe(200)
    expect((await execute(sqlite.id, { request: 'select * from stock' })).body.data).toEqual([{ sku: 'A1' }])
    expect((await send(sqlite.id, 'b.sqlite', Buffer.from('this is no database at all'.repeat(100)))).status).toBe(422)
    expect((await execute(sqlite.id, { request: 'select * from stock' })).body.data).toEqual([{ sku: 'A1' }])
    expect((await send(csv.id, 'stock.csv', Buffer.from('sku\nC3\n'))).status).toBe(200)
    expect((await execute(csv.id, { request: 'select * from rows' })).body.data).toEqual([{ sku: 'C3' }])
    expect((await send(json.id, 'a.json', Buffer.from('[1, 2]'))).status).toBe(422)
    expect((await send((await connect(rest())).id, 'a', Buffer.from('a'))).status).toBe(400)
  })

  it('are left alone for a while when they fail again and again', async () => {
    const source = await connect(rest())
    const health = async () => (await owner.call<SourceHealth>('GET', `/api/data-sources/${source.id}/health`)).body
    expect(await health()).toMatchObject({ state: 'up' })
    const { port } = warehouse
    const allowed = await connect({ type: 'postgresql', host: '127.0.0.1', port, database: 'shop' })
    for (let i = 0; i < 5; i++) expect((await execute(allowed.id, { request: 'select 1' })).status).toBe(502)
    const refused = await execute(allowed.id, { request: 'select 1' })
    expect([refused.status, Number(refused.headers.get('retry-after'))]).toEqual([503, 30])
    const state = await owner.call<SourceHealth>('GET', `/api/data-sources/${allowed.id}/health`)
    expect(state.body.state).toBe('paused')
    const { body } = await owner.call<DataSource>('GET', `/api/data-sources/${allowed.id}`)
    expect(body.stats).toMatchObject({ runs: 6, failures: 6, successRate: 0, lastError: expect.any(String) as string })
  })

  it('are for editors of their project, and nobody else learns that they exist', async () => {
    const source = await connect(rest(), { secret: SECRET })
    const stranger = await server.register('Eve')
    const requests: [string, string, unknown?][] = [
      ['GET', `/api/data-sources?project=${projectId}`],
      ['POST', '/api/data-sources', { project: projectId, name: 'Mine', config: rest() }],
      ['POST', '/api/data-sources/test', { project: projectId, id: source.id, config: rest() }],
      ['GET', `/api/data-sources/${source.id}`],
      ['PUT', `/api/data-sources/${source.id}`, { name: 'Mine', config: rest() }],
      ['DELETE', `/api/data-sources/${source.id}`],
      ['PUT', `/api/data-sources/${source.id}/file`, Buffer.from('a')],
      ['POST', `/api/data-sources/${source.id}/execute`, { request: 'GET /' }],
      ['GET', `/api/data-sources/${source.id}/schema`],
      ['POST', `/api/data-sources/${source.id}/validate`, { request: 'GET /' }],
      ['GET', `/api/data-sources/${source.id}/health`],
      ['POST', `/api/data-sources/${source.id}/cache`],
    ]
    const shareLink = { role: 'viewer', expiresInDays: 7 }
    const link = await owner.call<{ url: string }>('POST', `/api/projects/${projectId}/share-links`, shareLink)
    const viewer = await server.register('Vera')
    const token = link.body.url.split(/[/#]/).at(-1)
    expect((await viewer.call('POST', '/api/share-links/accept', { token })).status).toBe(200)
    for (const [method, path, body] of requests) {
      expect((await server.anonymous(method, path, body)).status, `${method} ${path}`).toBe(401)
      expect((await stranger.call(method, path, body)).status, `${method} ${path}`).toBe(404)
      expect((await viewer.call(method, path, body)).status, `${method} ${path}`).toBe(403)
    }
    const mine = await stranger.call<{ id: string }>('POST', '/api/projects', { name: 'Mine' })
    const test = { project: mine.body.id, id: source.id, config: rest() }
    expect((await stranger.call('POST', '/api/data-sources/test', test)).status).toBe(404)
    expect((await owner.call('POST', `/api/data-sources/${source.id}/cache`)).status).toBe(204)
  })

  it('keep their secret sealed on disk', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'axiom-sealed-'))
    const other = await createTestServer({ dataDir: dir })
    const ada = await other.register('Ada')
    const { body: project } = await ada.call<{ id: string }>('POST', '/api/projects', { name: 'Shop' })
    await ada.call('POST', '/api/data-sources', { project: project.id, name: 'Stock', config: rest(), secret: SECRET })
    await other.close()
    const names = await readdir(dir, { recursive: true, withFileTypes: true })
    for (const file of names.filter((entry) => entry.isFile()))
      expect((await readFile(`${file.parentPath}/${file.name}`)).includes(SECRET), file.name).toBe(false)
    await rm(dir, { recursive: true })
  })
})
