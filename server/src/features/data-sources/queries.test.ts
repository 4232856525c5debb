import { once } from 'node:events'
import { createServer } from 'node:http'

import type { DataSource, QueryAnswer } from '@axiom/shared/contracts/dataSources'
import { addQuery } from '@axiom/shared/document/operations/addQuery'
import { editText } from '@axiom/shared/document/operations/editText'
import { setQuery, type SetQuery } from '@axiom/shared/document/operations/setQuery'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

const LEAST = { least: { type: 'number', required: true } } as const

describe('queries by name', () => {
  let server: TestServer
  let owner: Client
  let project: { id: string; slug: string }
  let source: DataSource
  let calls = 0
  let status = 200
  const warehouse = createServer((request, response) => {
    calls++
    const least = Number(new URL(request.url ?? '/', 'http://a').searchParams.get('least'))
    const items = [
      { sku: 'A1', stock: 3 },
      { sku: 'B2', stock: 9 },
    ].filter(({ stock }) => stock >= least)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(status === 200 ? { items, calls } : { error: 'table internal_stock is locked' }))
  })

  beforeAll(async () => {
    warehouse.listen(0, '127.0.0.1')
    await once(warehouse, 'listening')
    const address = warehouse.address()
    const port = typeof address === 'object' ? address?.port : 0
    server = await createTestServer({ env: { OUTBOUND_ALLOW: `127.0.0.1:${port}` } })
    owner = await server.register('Ada')
    project = (
      await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'Shop', template: 'orders' })
    ).body
    const input = { project: project.id, name: 'Warehouse', config: { type: 'rest', url: `http://127.0.0.1:${port}` } }
    source = (await owner.call<DataSource>('POST', '/api/data-sources', input)).body
  })
  afterAll(async () => {
    warehouse.close()
    await server.close()
  })

  async function query(
    name: string,
    {
      request = 'GET /items?least={{least}}',
      transform = '',
      ...more
    }: Partial<SetQuery> & { request?: string; transform?: string } = {},
  ) {
    return server.edit(project.id, (doc, origin) => {
      const id = addQuery(doc, { name, sourceId: source.id, request }, origin)
      editText(doc, { root: 'queries', id, name: 'transform', text: transform }, origin)
      setQuery(doc, { parameters: LEAST, ...more, id }, origin)
      return id
    })
  }
  const path = (name: string, env = 'draft') => `/api/dynamic/${project.id}/queries/${name}?env=${env}`
  const run = (name: string, least: unknown = 5, client: Client | null = owner, env = 'draft') =>
    (client?.call ?? server.anonymous)<QueryAnswer & { code?: string; title?: string }>('POST', path(name, env), {
      parameters: { least },
    })

  it('answer what the source says, transformed', async () => {
    await query('stock')
    expect((await run('stock')).body).toMatchObject({
      data: { items: [{ sku: 'B2' }] },
      meta: { cached: false, columns: null },
    })
    await query('names', { transform: '$map(items, function($i) { $i.sku })[]' })
    expect((await run('names', 0)).body.data).toEqual(['A1', 'B2'])
    await query('broken', { transform: '$uppercase(items)' })
    expect(await run('broken')).toMatchObject({ status: 422, body: { code: 'query_failed' } })
  })

  it('check their parameters, and say which is wrong', async () => {
    expect(await run('stock', 'many')).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'parameters/least', code: 'type' }] },
    })
    expect(await run('stock', null)).toMatchObject({ status: 400, body: { errors: [{ code: 'required' }] } })
    expect((await owner.call('POST', path('stock'), { parameters: { least: 1, other: 2 } })).status).toBe(400)
    expect((await owner.call('POST', path('nowhere'), {})).status).toBe(404)
  })

  it('give an answer again for as long as they say, until the source changes or forgets', async () => {
    const id = await query('kept', { cacheTtl: 600 })
    const first = await run('kept')
    expect(await run('kept')).toMatchObject({ body: { data: first.body.data, meta: { cached: true } } })
    expect((await run('kept', 6)).body.meta.cached).toBe(false)
    await owner.call('POST', `/api/data-sources/${source.id}/cache`)
    const second = await run('kept')
    expect(second.body.meta.cached).toBe(false)
    expect(second.body.data).not.toEqual(first.body.data)
    await server.edit(project.id, (doc, origin) =>
      editText(doc, { root: 'queries', id, name: 'transform', text: 'items.sku' }, origin),
    )
    expect((await run('kept')).body).toMatchObject({ data: 'B2', meta: { cached: false } })
  })

  it('are run by whom their rule names; a release freezes them, and tells visitors nothing of what they ask', async () => {
    const id = await query('open', { run: 'public' })
    await query('closed')
    const stranger = await server.register('Eve')
    expect((await run('open', 5, null)).status).toBe(401)
    expect((await run('open', 5, stranger)).status).toBe(404)
    expect((await owner.call('POST', `/api/projects/${project.id}/publish`, {})).status).toBe(201)
    await server.edit(project.id, (doc, origin) =>
      editText(doc, { root: 'queries', id, name: 'request', text: 'GET /changed?least=100' }, origin),
    )
    expect((await run('open', 5, null, 'live')).body.data).toMatchObject({ items: [{ sku: 'B2' }] })
    expect((await run('open', 5)).body.data).toMatchObject({ items: [] })
    expect((await run('closed', 5, null, 'live')).status).toBe(401)
    expect((await run('nowhere', 5, null, 'live')).status).toBe(401)
    expect((await run('closed', 5, stranger, 'live')).status).toBe(404)
    const app = await server.app(project.slug, '/app.json')
    expect(app.text).toContain('"open"')
    for (const secret of ['/items', source.id, '127.0.0.1']) expect(app.text).not.toContain(secret)
    const headers = { 'content-type': 'application/json' }
    const asked = await server.app(project.slug, `/api/dynamic/${project.id}/queries/open`, {
      method: 'POST',
      headers,
      body: '{"parameters":{"least":5}}',
    })
    expect(JSON.parse(asked.text)).toMatchObject({ data: { items: [{ sku: 'B2' }] } })
  })

  it('tell members what the source says of a failure, and nobody else', async () => {
    status = 500
    expect((await run('open')).body.title).toContain('internal_stock')
    const hidden = await run('open', 5, null, 'live')
    expect(hidden).toMatchObject({ status: 422, body: { code: 'query_failed' } })
    expect(hidden.body.title).not.toContain('internal_stock')
    status = 200
  })

  it('use no source of another project', async () => {
    const { body: other } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Other' })
    await server.edit(other.id, (doc, origin) =>
      addQuery(doc, { name: 'stolen', sourceId: source.id, request: 'GET /' }, origin),
    )
    const before = calls
    expect((await owner.call('POST', `/api/dynamic/${other.id}/queries/stolen`, {})).status).toBe(422)
    expect(calls).toBe(before)
  })
})
