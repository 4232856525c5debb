import type { ApiInput, ProjectApi } from '@axiom/shared/contracts/apis'
import type { DataSource, QueryAnswer } from '@axiom/shared/contracts/dataSources'
import { addFlow } from '@axiom/shared/document/operations/addFlow'
import { addQuery } from '@axiom/shared/document/operations/addQuery'
import { addStep } from '@axiom/shared/document/operations/addStep'
import { setFlow } from '@axiom/shared/document/operations/setFlow'
import { setQuery } from '@axiom/shared/document/operations/setQuery'
import { trashQuery } from '@axiom/shared/document/operations/trashQuery'
import type { JsonObject } from '@axiom/shared/json'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createChecker } from '../../../../test/checkAnswer.ts'
import { type Client, createTestServer, type TestServer } from '../../../../test/createTestServer.ts'
import { createVisitor } from '../../../../test/visitor.ts'

interface Problem {
  errors: { path: string; code: string }[]
}

let server: TestServer
let owner: Client
let project: { id: string; slug: string }
let queryId: string
let flowId: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const made = await owner.call<typeof project>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  project = made.body
  const input = { project: project.id, name: 'Stock', config: { type: 'csv' } }
  const source = (await owner.call<DataSource>('POST', '/api/data-sources', input)).body
  const csv = 'sku,stock\nOlive,3\nFern,9\nBirch,12\n'
  await owner.call('PUT', `/api/data-sources/${source.id}/file?name=stock.csv`, csv, {
    'content-type': 'application/octet-stream',
  })
  await server.edit(project.id, (doc, origin) => {
    const request = 'select sku, stock from rows where stock >= {{least}} and sku in ({{skus}}) order by sku'
    queryId = addQuery(doc, { name: 'stock', sourceId: source.id, request }, origin)
    const least = { type: 'number', required: true } as const
    const skus = { type: 'list' as const, required: false, default: ['Olive', 'Fern', 'Birch'] }
    setQuery(doc, { id: queryId, parameters: { least, skus }, run: 'owner' }, origin)
    flowId = addFlow(doc, { name: 'Reorder', trigger: { kind: 'manual' } }, origin)
    const params = { variable: 'n', value: 'trigger.body.n * 2' }
    addStep(doc, { flowId, parentId: flowId, kind: 'setVariable', params }, origin)
    setFlow(doc, { id: flowId, enabled: true }, origin)
  })
})
afterAll(() => server.close())

const base = (): object => ({ name: 'Stock', method: 'GET', path: '/stock/:least', auth: 'public', operation: 'query' })
const save = (more: Partial<ApiInput>) =>
  owner.call<ProjectApi & Problem>('POST', `/api/projects/${project.id}/apis`, { ...base(), queryId, ...more })
const at = (path: string): string => `/api/dynamic/${project.id}${path}`
const publish = () => owner.call('POST', `/api/projects/${project.id}/publish`, {})

describe('endpoints of queries', () => {
  it('answer to whom their own rule names, with parameters of the path, the address and the body', async () => {
    const { status, body } = await save({})
    expect([status, body.problem]).toEqual([201, null])
    expect((await save({ path: '/stock', method: 'POST', transform: '{"names": data.sku}' })).status).toBe(201)
    expect((await server.anonymous('GET', at('/stock/5'))).status).toBe(401)
    expect((await owner.call('GET', at('/stock/5?env=draft'))).status).toBe(200)
    await publish()
    const visitor = createVisitor(server, project.slug)
    const answer = await visitor.call<QueryAnswer>('GET', at('/stock/5?skus=Fern&skus=Olive'))
    expect(answer).toMatchObject({
      status: 200,
      body: { data: [{ sku: 'Fern', stock: 9 }], meta: { truncated: false } },
    })
    expect((await visitor.call<QueryAnswer>('GET', at('/stock/10?skus=Birch'))).body.data).toHaveLength(1)
    expect((await visitor.call('POST', at('/stock'), { least: 5 })).body).toEqual({ names: ['Birch', 'Fern'] })
    // The query itself stays closed, and what is wrong is said.
    expect((await visitor.call('POST', at('/queries/stock'), { parameters: { least: 5 } })).status).toBe(401)
    for (const [path, errors] of [
      ['/stock/many', [{ path: 'least', code: 'type' }]],
      ['/stock/5?other=1', [{ path: 'other', code: 'unknown' }]],
    ] as const)
      expect(await visitor.call('GET', at(path))).toMatchObject({ status: 400, body: { errors } })
    expect((await visitor.call('POST', at('/stock'), [5])).status).toBe(400)
    expect(await visitor.call('POST', at('/stock'))).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'least', code: 'required' }] },
    })
  })

  it.each<[Partial<ApiInput>, string]>([
    [{ queryId: 'nothing', path: '/a' }, 'queryId'],
    [{ path: '/a/:nothing' }, 'path'],
    [{ path: '/b/:least', method: 'PUT' }, 'method'],
    [{ path: '/b/:least', auth: 'own' }, 'auth'],
    [{ operation: 'flow', flowId: 'nothing', path: '/c', method: 'POST' }, 'flowId'],
    [{ operation: 'flow', path: '/c', method: 'GET' }, 'flowId'],
    [{ operation: 'list', path: '/c' }, 'modelId'],
  ])('are refused with %j', async (more, path) => {
    expect(await save(more)).toMatchObject({ status: 400, body: { errors: [{ path }] } })
  })

  it('say when their query is gone', async () => {
    const id = await server.edit(project.id, (doc, origin) =>
      addQuery(doc, { name: 'gone', sourceId: '', request: '' }, origin),
    )
    const { body } = await save({ path: '/gone', queryId: id })
    await server.edit(project.id, (doc, origin) => trashQuery(doc, { id }, origin))
    const path = `/api/projects/${project.id}/apis/${body.id}`
    expect((await owner.call<ProjectApi>('GET', path)).body.problem).toContain('deleted')
    expect((await owner.call('GET', at('/gone?env=draft'))).status).toBe(404)
    await owner.call('DELETE', path)
  })
})

describe('endpoints of flows', () => {
  it('start the published flow for whom they name, and tell it what was sent', async () => {
    const flow = { operation: 'flow', path: '/reorder/:sku', method: 'POST', queryId: '', flowId } as const
    expect((await save({ ...flow, auth: 'public' })).status).toBe(201)
    expect((await save({ ...flow, path: '/reorder-all', auth: 'editor' })).status).toBe(201)
    const visitor = createVisitor(server, project.slug)
    expect((await visitor.call('POST', at('/reorder/Fern'), { n: 4 })).status).toBe(405)
    await publish()
    const { status, body } = await visitor.call<{ data: { runId: string } }>('POST', at('/reorder/Fern'), { n: 4 })
    expect(status).toBe(202)
    const read = async () =>
      (
        await owner.call<{ state: string; mode: string; trigger: JsonObject; steps: { output: unknown }[] }>(
          'GET',
          `/api/projects/${project.id}/flow-runs/${body.data.runId}`,
        )
      ).body
    await expect.poll(async () => (await read()).state).toBe('done')
    expect(await read()).toMatchObject({
      mode: 'live',
      trigger: { type: 'endpoint', params: { sku: 'Fern' }, body: { n: 4 } },
      steps: [{ output: 8 }],
    })
    expect((await visitor.call('POST', at('/reorder-all'), {})).status).toBe(401)
    expect((await visitor.call('GET', at('/reorder/Fern'))).status).toBe(404)
    // The draft is tried out, by people.
    const tried = await owner.call<{ data: { runId: string } }>('POST', at('/reorder-all?env=draft'))
    expect(tried.status).toBe(202)
    const run = await owner.call<{ mode: string }>(
      'GET',
      `/api/projects/${project.id}/flow-runs/${tried.body.data.runId}`,
    )
    expect(run.body.mode).toBe('test')
    const key = (
      await owner.call<{ secret: string }>('POST', `/api/projects/${project.id}/api-keys`, {
        name: 'Script',
        scopes: ['read:*', 'write:*'],
      })
    ).body.secret
    const asKey = (path: string) =>
      server.anonymous('POST', at(path), {}, { authorization: `Bearer ${key}` }).then((answer) => answer.status)
    expect([await asKey('/reorder-all?env=draft'), await asKey('/reorder-all')]).toEqual([403, 202])
    await server.edit(project.id, (doc, origin) => setFlow(doc, { id: flowId, enabled: false }, origin))
    await publish()
    expect((await visitor.call('POST', at('/reorder/Fern'), { n: 4 })).status).toBe(404)
    await server.edit(project.id, (doc, origin) => setFlow(doc, { id: flowId, enabled: true }, origin))
    await publish()
  })
})

it('queries and such endpoints are in the OpenAPI document of who may use them, as they answer', async () => {
  const document = (await owner.call<JsonObject>('GET', at('/openapi.json'))).body
  expect((await new Validator().validate(structuredClone(document))).errors).toBeUndefined()
  const check = createChecker(document)
  for (const [method, path, body] of [
    ['GET', '/stock/5?skus=Fern'],
    ['GET', '/stock/many'],
    ['POST', '/stock', { least: 5 }],
    ['POST', '/stock', { least: [] }],
    ['POST', '/queries/stock', { parameters: { least: 5 } }],
    ['POST', '/reorder/Fern', { n: 1 }],
    ['POST', '/reorder-all', {}],
  ] as const) {
    const answer = await owner.call(method, at(path), body)
    const contentType = answer.headers.get('content-type')
    check({ method, path: at(path), status: answer.status, contentType, body: answer.body })
  }
  const paths = (json: JsonObject): string[] =>
    Object.keys(json['paths'] as object).map((path) => path.split('/').slice(4).join('/'))
  expect(paths(document)).toEqual(
    expect.arrayContaining(['stock/{least}', 'stock', 'queries/stock', 'reorder/{sku}', 'reorder-all']),
  )
  const visitors = (await server.anonymous<JsonObject>('GET', at('/openapi.json'))).body
  expect(paths(visitors)).toEqual(['stock/{least}', 'stock', 'reorder/{sku}'])
})
