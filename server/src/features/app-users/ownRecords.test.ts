import { request } from 'node:http'

import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setField } from '@axiom/shared/document/operations/setField'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { createVisitor, registerVisitor, type Visitor } from '../../../test/visitor.ts'

interface Row {
  id: string
  n: number
  createdBy: string | null
}

let server: TestServer
let owner: Client
let projectId: string
let slug: string
let ann: Visitor & { id: string }
let bob: Visitor & { id: string }
let base: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', {
    name: 'Own',
    template: 'blank',
  })
  ;({ id: projectId, slug } = made.body)
  await server.edit(projectId, (doc, origin) => {
    const id = addModel(doc, { name: 'notes' }, origin)
    addField(doc, { modelId: id, name: 'n', type: 'integer' }, origin)
    for (const operation of RECORD_OPERATIONS) setModelRule(doc, { id, operation, audience: 'own' }, origin)
  })
  await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  const settings = { registration: 'open', verifyEmail: false, roles: [] }
  await owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, settings)
  base = `/api/dynamic/${projectId}/notes`
  ann = await registerVisitor(server, slug, 'Ann')
  bob = await registerVisitor(server, slug, 'Bob')
})
afterAll(() => server.close())

const create = async (visitor: Visitor, n: number): Promise<Row> =>
  (await visitor.call<{ data: Row }>('POST', base, { n })).body.data

describe('records that are their creator’s', () => {
  it('are there for him only, in each way of asking, and for members', async () => {
    const [hers, his] = [await create(ann, 1), await create(bob, 2)]
    expect(hers.createdBy).toBe(ann.id)
    const list = async (who: Pick<Visitor, 'call'> | Client) =>
      (await who.call<{ data: Row[]; meta: { count: number } }>('GET', `${base}?count=exact`)).body
    expect(await list(ann)).toMatchObject({ data: [{ id: hers.id }], meta: { count: 1 } })
    expect((await list(bob)).data.map(({ id }) => id)).toEqual([his.id])
    expect((await list(owner)).meta.count).toBe(2)
    // A filter can narrow the own ones, never widen them.
    const wide = `${base}?or=${encodeURIComponent('[{"n":{"gte":0}},{"createdBy":{"ne":"x"}}]')}`
    expect((await ann.call<{ data: Row[] }>('GET', wide)).body.data).toHaveLength(1)
    const sum = await ann.call<{ data: { sum: { n: number } }[] }>('GET', `${base}/aggregate?sum=n`)
    expect(sum.body.data[0]?.sum.n).toBe(1)
    for (const [method, body] of [['GET'], ['PATCH', { n: 9 }], ['PUT', { n: 9 }], ['DELETE']] as const) {
      expect([method, (await ann.call(method, `${base}/${his.id}`, body)).status]).toEqual([method, 404])
      expect([method, (await createVisitor(server, slug).call(method, `${base}/${his.id}`, body)).status]).toEqual([
        method,
        401,
      ])
    }
    expect((await bob.call<{ data: Row }>('GET', `${base}/${his.id}`)).body.data.n).toBe(2)
    expect((await ann.call('PATCH', `${base}/${hers.id}`, { n: 5 })).status).toBe(200)
    expect((await ann.call('DELETE', `${base}/${hers.id}`)).status).toBe(204)
  })

  it('are told to him only, gone ones too', async () => {
    const { host, port } = new URL(server.appOrigin(slug))
    const path = `/api/dynamic/${projectId}/changes?collections=notes`
    let told = ''
    const stream = request({ host: '127.0.0.1', port, path, headers: { host, cookie: ann.cookie } }, (answer) => {
      answer.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
    }).end()
    onTestFinished(() => void stream.destroy())
    await expect.poll(() => told).toContain('id: ')
    const his = await create(bob, 3)
    await bob.call('DELETE', `${base}/${his.id}`)
    const hers = await create(ann, 4)
    await ann.call('DELETE', `${base}/${hers.id}`)
    await expect.poll(() => told, { timeout: 5_000 }).toMatch(new RegExp(`event: removed\\n.*${hers.id}`))
    expect(told).not.toContain(his.id)
  })

  it('are not changed by an upsert where everybody may create', async () => {
    await server.edit(projectId, (doc, origin) => {
      const id = addModel(doc, { name: 'seats' }, origin)
      const fieldId = addField(doc, { modelId: id, name: 'place', type: 'text' }, origin)
      setField(doc, { id: fieldId, constraints: { unique: true } }, origin)
      for (const operation of RECORD_OPERATIONS) setModelRule(doc, { id, operation, audience: 'own' }, origin)
      setModelRule(doc, { id, operation: 'create', audience: 'public' }, origin)
    })
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
    const seats = `/api/dynamic/${projectId}/seats?upsert=place`
    const take = async (who: Visitor) => (await who.call('POST', seats, { place: 'A1' })).status
    expect([await take(ann), await take(ann), await take(bob)]).toEqual([201, 200, 404])
  })

  it('stay hidden from app users of another app', async () => {
    const other = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'Else' })
    const settings = { registration: 'open', verifyEmail: false, roles: [] }
    await owner.call('PUT', `/api/projects/${other.body.id}/app-user-settings`, settings)
    const stranger = await registerVisitor(server, other.body.slug, 'Ann')
    const here = createVisitor(server, slug)
    here.cookie = stranger.cookie
    expect((await here.call('GET', base)).status).toBe(401)
  })
})
