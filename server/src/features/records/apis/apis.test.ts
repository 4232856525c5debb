import type { ApiInput, ProjectApi } from '@axiom/shared/contracts/apis'
import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { setField } from '@axiom/shared/document/operations/setField'
import { setModel } from '@axiom/shared/document/operations/setModel'
import type { JsonObject } from '@axiom/shared/json'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createChecker } from '../../../../test/checkAnswer.ts'
import { type Client, createTestServer, type TestServer } from '../../../../test/createTestServer.ts'

type Row = Record<string, unknown> & { id: string }
interface Body {
  data: Row & Row[]
  meta: object
  code: string
  errors: { path: string; message: string }[]
}

let server: TestServer
let owner: Client
let visitor: Client
let projectId: string
let modelId: string
let title: string
let clock = Date.parse('2100-01-01T00:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => clock })
  owner = await server.register('Owner')
  visitor = await server.register('Visitor')
})
afterAll(() => server.close())

beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  await server.edit(projectId, (doc, origin) => {
    addScreen(doc, { name: 'Start' }, origin)
    modelId = addModel(doc, { name: 'orders' }, origin)
    title = addField(doc, { modelId, name: 'title', type: 'text', constraints: { required: true } }, origin)
    addField(doc, { modelId, name: 'state', type: 'select', options: ['open', 'done'] }, origin)
    addField(doc, { modelId, name: 'secret', type: 'text' }, origin)
  })
})

const at = (path: string): string => `/api/dynamic/${projectId}${path}`
const input = (more: Partial<ApiInput>): object => ({
  name: 'Orders by state',
  method: 'GET',
  path: '/by-state/:state',
  modelId,
  operation: 'list',
  auth: 'public',
  fields: ['title'],
  ...more,
})
const save = (more: Partial<ApiInput> = {}) =>
  owner.call<ProjectApi & Body>('POST', `/api/projects/${projectId}/apis`, input(more))
async function make(more: Partial<ApiInput> = {}): Promise<ProjectApi> {
  const { status, body } = await save(more)
  expect([status, body.errors]).toEqual([201, undefined])
  return body
}
const post = (body: object) => owner.call<Body>('POST', at('/orders?env=draft'), body)
const publish = () => owner.call('POST', `/api/projects/${projectId}/publish`, { copyDraftRows: true })
const get = (client: Client, path: string) => client.call<Body>('GET', at(path))

describe('endpoints that people make', () => {
  it('answer what they name, to whom they name, and follow renames', async () => {
    await post({ title: 'a', state: 'open', secret: 'x' })
    await post({ title: 'b', state: 'done' })
    await make()
    expect((await get(visitor, '/by-state/open')).status).toBe(404)
    await publish()
    const answer = await get(visitor, '/by-state/open?count=exact')
    expect(answer).toMatchObject({ status: 200, body: { meta: { count: 1 } } })
    expect(answer.body.data.map((row) => [row['title'], row['secret'], row['state']])).toEqual([
      ['a', undefined, undefined],
    ])
    expect((await get(visitor, '/by-state/open?secret=x')).status).toBe(400)
    expect((await get(visitor, '/by-state/open?sort=secret')).status).toBe(400)
    expect((await get(visitor, '/orders')).status).toBe(404)
    await server.edit(projectId, (doc, origin) => setField(doc, { id: title, name: 'headline' }, origin))
    expect((await get(owner, '/by-state/open?env=draft')).body.data[0]).toMatchObject({ headline: 'a' })
  })

  it('write by the checks of the model, with what the path says', async () => {
    await make({ method: 'POST', path: '/intake/:state', operation: 'create' })
    await make({ method: 'PATCH', path: '/intake/:id', operation: 'update', auth: 'editor' })
    await make({ method: 'DELETE', path: '/intake/deep/er/:id', operation: 'delete', auth: 'editor', fields: null })
    await publish()
    const made = await visitor.call<Body>('POST', at('/intake/open'), { title: 'new' })
    expect(made).toMatchObject({ status: 201, body: { data: { title: 'new' } } })
    const { id } = made.body.data
    expect((await get(owner, `/orders/${id}`)).body.data).toMatchObject({ state: 'open' })
    expect((await visitor.call('POST', at('/intake/nowhere'), { title: 'x' })).status).toBe(400)
    expect((await visitor.call('POST', at('/intake/open'), { title: 'x', secret: 's' })).status).toBe(400)
    expect((await visitor.call('POST', at('/intake/open'), {})).status).toBe(400)
    expect((await visitor.call('PATCH', at(`/intake/${id}`), { title: 'y' })).status).toBe(404)
    expect((await owner.call('PATCH', at(`/intake/${id}`), { title: 'y' })).body).toMatchObject({
      data: { title: 'y' },
    })
    expect((await owner.call('DELETE', at(`/intake/deep/er/${id}`))).status).toBe(204)
    expect((await owner.call('DELETE', at('/intake/nothing/here'))).status).toBe(404)
  })

  it('transform their answer, or say that the transform failed', async () => {
    await post({ title: 'a', state: 'open' })
    await make({ transform: '{"titles": [data.title], "state": params.state}' })
    expect((await get(owner, '/by-state/open?env=draft')).body).toEqual({ titles: ['a'], state: 'open' })
    // A text, a number and nothing are JSON as well.
    for (const [path, transform, body] of [
      ['/text', 'data.title', 'a'],
      ['/number', '$count(data)', 1],
      ['/nothing', 'data.none', null],
    ] as const) {
      await make({ path, transform, cacheTtl: 60 })
      for (const from of ['asked', 'kept']) {
        const answer = await get(owner, `${path}?env=draft`)
        expect([from, answer.status, answer.headers.get('content-type'), answer.body]).toEqual([
          from,
          200,
          'application/json; charset=utf-8',
          body,
        ])
      }
    }
    await make({ path: '/broken', transform: '$error("no")' })
    expect(await get(owner, '/broken?env=draft')).toMatchObject({ status: 422, body: { code: 'transform_failed' } })
  })

  it('keep their answer as long as they say, for those who may have it', async () => {
    await make({ cacheTtl: 60 })
    await post({ title: 'a', state: 'open' })
    const count = async (): Promise<number> => (await get(owner, '/by-state/open?env=draft')).body.data.length
    expect(await count()).toBe(1)
    await post({ title: 'b', state: 'open' })
    expect(await count()).toBe(1)
    clock += 61_000
    expect(await count()).toBe(2)
    expect((await get(visitor, '/by-state/open?env=draft')).status).toBe(404)
  })

  it.each<[Partial<ApiInput>, string]>([
    [{ path: '/orders' }, 'path'],
    [{ path: '/orders/open' }, 'path'],
    [{ path: '/graphql' }, 'path'],
    [{ path: '/:state' }, 'path'],
    [{ path: '/a/../b' }, 'path'],
    [{ path: '/a/:nothing' }, 'path'],
    [{ operation: 'read' }, 'path'],
    [{ method: 'POST' }, 'method'],
    [{ fields: ['nothing'] }, 'fields/0'],
    [{ transform: '1 +' }, 'transform'],
    [{ modelId: 'nothing' }, 'modelId'],
    [{ auth: 'nobody' as 'public' }, 'auth'],
  ])('are refused with %j', async (more, path) => {
    expect(await save(more)).toMatchObject({ status: 400, body: { errors: [{ path }] } })
  })

  it('are changed and deleted, and each can be told from all others', async () => {
    const { id } = await make()
    const path = `/api/projects/${projectId}/apis/${id}`
    expect((await save({ path: '/by-state/:title' })).status).toBe(400)
    const states = { path: '/states/:state' }
    expect((await owner.call('PUT', path, input(states))).body).toMatchObject(states)
    expect((await owner.call('GET', path)).body).toMatchObject({ ...states, fields: ['title'], problem: null })
    expect((await get(owner, '/by-state/open?env=draft')).status).toBe(404)
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect((await owner.call('GET', path)).status).toBe(404)
    expect((await get(owner, '/states/open?env=draft')).status).toBe(404)
    expect((await visitor.call('GET', `/api/projects/${projectId}/apis`)).status).toBe(404)
  })

  it('name their collection as it is called, and may be made by that name', async () => {
    const { body } = await save({ modelId: '', collectionName: 'orders', path: '/named' })
    expect(body).toMatchObject({ modelId, collectionName: 'orders', problem: null })
    await server.edit(projectId, (doc, origin) => setModel(doc, { id: modelId, name: 'requests' }, origin))
    const { body: renamed } = await owner.call<ProjectApi>('GET', `/api/projects/${projectId}/apis/${body.id}`)
    expect(renamed).toMatchObject({ modelId, collectionName: 'requests' })
    expect(await save({ modelId: '', collectionName: 'orders', path: '/gone' })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'collectionName' }] },
    })
  })

  it('say when a collection that came later answers in their place', async () => {
    const { id } = await make({ path: '/reports' })
    await server.edit(projectId, (doc, origin) => setModel(doc, { id: modelId, name: 'reports' }, origin))
    const { body } = await owner.call<ProjectApi>('GET', `/api/projects/${projectId}/apis/${id}`)
    expect(body.problem).toContain('collection')
  })

  it('are in the OpenAPI document of who may use them, as they answer', async () => {
    await post({ title: 'a', state: 'open' })
    await make()
    await make({ path: '/titles', transform: 'data.title', auth: 'owner' })
    await make({ method: 'POST', path: '/intake/:state', operation: 'create' })
    const document = (await owner.call<JsonObject>('GET', at('/openapi.json?env=draft'))).body
    expect((await new Validator().validate(document)).errors).toBeUndefined()
    const check = createChecker(document)
    const shared = { contentType: 'application/json' }
    for (const path of ['/by-state/open?env=draft', '/titles?env=draft']) {
      const { status, body } = await get(owner, path)
      check({ method: 'GET', path: at(path), status, body, ...shared })
    }
    const { status, body } = await owner.call('POST', at('/intake/open?env=draft'), { title: 'b' })
    check({ method: 'POST', path: at('/intake/open'), status, body, ...shared })
    await publish()
    const visitors = JSON.stringify((await visitor.call('GET', at('/openapi.json'))).body)
    expect(visitors).toContain('/by-state/{state}')
    expect(visitors).not.toContain('/titles')
  })
})
