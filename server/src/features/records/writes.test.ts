import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { removeOption } from '@axiom/shared/document/operations/removeOption'
import { restoreRow } from '@axiom/shared/document/operations/restoreRow'
import { setField } from '@axiom/shared/document/operations/setField'
import { setOption } from '@axiom/shared/document/operations/setOption'
import { trashField } from '@axiom/shared/document/operations/trashField'
import { parseModels } from '@axiom/shared/document/parseModels'
import type { FieldConstraints, FieldType, FieldView } from '@axiom/shared/document/views'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

type Row = Record<string, unknown> & { id: string; version: number }
type Problem = { status: number; code: string; errors: { path: string; code: string; message: string }[] }

let server: TestServer
let owner: Client
let projectId: string
let base: string
/** Ahead of the store, which removes what has expired by its own clock. */
let clock = Date.parse('2100-01-01T00:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => clock })
  owner = await server.register('Owner')
})
afterAll(() => server.close())
beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  base = `/api/dynamic/${projectId}/things`
  await server.edit(projectId, (doc, origin) => addModel(doc, { name: 'things' }, origin))
})

async function field(name: string, type: FieldType, more: { constraints?: FieldConstraints; options?: string[] } = {}) {
  return server.edit(projectId, (doc, origin) => {
    const modelId = parseModels(doc)[0]?.id ?? ''
    return addField(doc, { modelId, name, type, ...more }, origin)
  })
}
const viewOf = (name: string): Promise<FieldView | undefined> =>
  server.edit(projectId, (doc) => parseModels(doc)[0]?.fields.find((each) => each.name === name))
const setUnique = (id: string, on: boolean): Promise<void> =>
  server.edit(projectId, (doc, origin) => setField(doc, { id, constraints: { unique: on || undefined } }, origin))
const post = async (body: unknown, headers = {}) => owner.call<{ data: Row } & Problem>('POST', base, body, headers)
const list = async (query: string) => (await owner.call<{ data: Row[] }>('GET', `${base}?${query}`)).body.data

describe('unique fields', () => {
  it('refuse a second record by 409 with the name of the field, in a list with its place', async () => {
    await field('code', 'text', { constraints: { unique: true } })
    expect((await post([{ code: 'a' }, { code: 'b' }, {}, {}])).status).toBe(201)
    expect((await post({ code: 'a' })).body).toMatchObject({ code: 'not_unique', errors: [{ path: 'code' }] })
    expect((await post([{ code: 'c' }, { code: 'b' }])).body).toMatchObject({ errors: [{ path: '1/code' }] })
    expect((await post([{ code: 'd' }, { code: 'd' }])).body).toMatchObject({ errors: [{ path: '1/code' }] })
    expect(await list('code=c')).toEqual([])
    const [row] = await list('code=b')
    expect((await owner.call('PATCH', `${base}/${row?.id}`, { code: 'a' })).status).toBe(409)
    expect((await owner.call('PATCH', `${base}/${row?.id}`, { code: 'b' })).status).toBe(200)
  })

  it('accept doubles again as soon as the rule is gone, and are checked by their new name', async () => {
    const id = await field('code', 'text', { constraints: { unique: true } })
    await post({ code: 'a' })
    await server.edit(projectId, (doc, origin) => setField(doc, { id, name: 'sku' }, origin))
    expect((await post({ sku: 'a' })).body).toMatchObject({ errors: [{ path: 'sku' }] })
    await setUnique(id, false)
    expect((await post({ sku: 'a' })).status).toBe(201)
  })

  it('that records contradict are told, refuse new doubles, and are guarded once that is solved', async () => {
    const id = await field('code', 'text')
    await post([{ code: 'a' }, { code: 'a' }, { code: 'a' }, { code: 'b' }])
    const duplicates = async () => (await owner.call('GET', `${base}/duplicates?field=code`)).body
    await setUnique(id, true)
    expect(await duplicates()).toEqual({ data: [{ value: 'a', count: 3 }], meta: { guarded: false } })
    expect((await list('')).length).toBe(4)
    expect((await post({ code: 'a' })).body).toMatchObject({ code: 'not_unique', errors: [{ path: 'code' }] })
    expect((await post([{ code: 'x' }, { code: 'b' }])).body).toMatchObject({ errors: [{ path: '1/code' }] })
    expect((await post({ code: 'c' })).status).toBe(201)
    const [first, second] = await list('code=a')
    // What was there already is nobody's fault now.
    expect((await owner.call('PUT', `${base}/${first?.id}`, { code: 'a' })).status).toBe(200)
    expect((await owner.call('PATCH', `${base}/${first?.id}`, { code: 'b' })).status).toBe(409)
    await owner.call('DELETE', `${base}/${first?.id}`)
    await owner.call('PATCH', `${base}/${second?.id}`, { code: 'e' })
    clock += 10_000
    expect(await duplicates()).toEqual({ data: [], meta: { guarded: true } })
    expect((await post({ code: 'a' })).status).toBe(409)
  })

  it('beyond the number of indexes are checked all the same', async () => {
    for (let i = 0; i < 10; i++) await field(`u${i}`, 'integer', { constraints: { unique: true } })
    expect((await post({ u9: 1 })).status).toBe(201)
    expect((await post({ u9: 1 })).body).toMatchObject({ code: 'not_unique', errors: [{ path: 'u9' }] })
    const atOnce = await Promise.all(Array.from({ length: 4 }, () => post({ u9: 2 })))
    expect(atOnce.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
  })

  it('show their doubles to editors only', async () => {
    await field('code', 'text')
    const viewer = await server.register(`Viewer${projectId}`)
    const member = { email: viewer.session.user.email, role: 'viewer' }
    expect((await owner.call('POST', `/api/projects/${projectId}/members`, member)).status).toBe(201)
    expect((await viewer.call('GET', `${base}/duplicates?field=code`)).status).toBe(403)
    expect((await server.anonymous('GET', `${base}/duplicates?field=code`)).status).toBe(401)
    expect((await owner.call('GET', `${base}/duplicates?field=nothing`)).status).toBe(400)
    expect((await owner.call('GET', `${base}/duplicates`)).status).toBe(400)
  })
})

describe('selects', () => {
  it('[M12] are answered by label, whatever the option is called meanwhile', async () => {
    await field('status', 'select', { options: ['New', 'Done'] })
    await field('tags', 'multiSelect', { options: ['red', 'blue'] })
    const made = (await post({ status: 'Done', tags: ['blue', 'red'] })).body.data
    expect(made).toMatchObject({ status: 'Done', tags: ['blue', 'red'] })
    const status = await viewOf('status')
    const done = status?.options[1]?.id ?? ''
    await server.edit(projectId, (doc, origin) => setOption(doc, { id: done, label: 'Finished' }, origin))
    expect((await owner.call('GET', `${base}/${made.id}`)).body).toMatchObject({ data: { status: 'Finished' } })
    expect(await list('status=Finished')).toHaveLength(1)
    expect(await list(`status=${done}`)).toHaveLength(1)
    expect(await list('status=Done')).toHaveLength(0)
    expect(await list('status[ne]=Finished')).toHaveLength(0)
    expect(await list('status[contains]=FINI')).toHaveLength(1)
    expect(await list('search=finish')).toHaveLength(1)
    expect(await list('tags=red')).toHaveLength(1)
    expect(await list('tags[nin]=red,green')).toHaveLength(0)
    const { body } = await owner.call('GET', `${base}/aggregate?groupBy=status`)
    expect(body).toEqual({ data: [{ group: { status: 'Finished' }, count: 1 }] })
    expect((await post({ status: 'Done' })).body).toMatchObject({
      status: 400,
      errors: [{ path: 'status', code: 'enum' }],
    })
    expect((await post([{}, { tags: ['red', 'x'] }])).body).toMatchObject({ errors: [{ path: '1/tags/1' }] })
    expect((await post({ status: done })).body.data).toMatchObject({ status: 'Finished' })
  })

  it('keep and show a choice that was taken away, but take it no more', async () => {
    await field('status', 'select', { options: ['New', 'Done'] })
    await field('note', 'text')
    const { id } = (await post({ status: 'Done' })).body.data
    const option = (await viewOf('status'))?.options[1]?.id ?? ''
    await server.edit(projectId, (doc, origin) => removeOption(doc, { id: option }, origin))
    const read = await owner.call<{ data: Row }>('GET', `${base}/${id}`)
    expect(read.body.data['status']).toBe('Done')
    expect(await list('status=Done')).toHaveLength(1)
    expect((await owner.call('PUT', `${base}/${id}`, { status: 'Done', note: 'x' })).status).toBe(200)
    expect((await post({ status: 'Done' })).status).toBe(400)
    await owner.call('PATCH', `${base}/${id}`, { status: 'New' })
    expect((await owner.call('PATCH', `${base}/${id}`, { status: 'Done' })).status).toBe(400)
  })

  it('[M12] have a default by option, so that it follows a rename and goes with the option', async () => {
    await field('status', 'select', { options: ['New', 'Done'] })
    const { id = '', options = [] } = (await viewOf('status')) ?? {}
    const option = options[0]?.id ?? ''
    await server.edit(projectId, (doc, origin) => {
      setField(doc, { id, constraints: { default: option } }, origin)
      setOption(doc, { id: option, label: 'Fresh' }, origin)
    })
    expect((await post({})).body.data['status']).toBe('Fresh')
    await server.edit(projectId, (doc, origin) => removeOption(doc, { id: option }, origin))
    expect((await post({})).body.data['status']).toBe(null)
  })

  it('what was typed before there were options stays readable and is found', async () => {
    await field('status', 'select')
    const { id } = (await post({ status: 'Somehow' })).body.data
    await field('note', 'text')
    const { id: fieldId = '' } = (await viewOf('status')) ?? {}
    const { addOption } = await import('@axiom/shared/document/operations/addOption')
    await server.edit(projectId, (doc, origin) => addOption(doc, { fieldId, label: 'New' }, origin))
    expect((await list('status=Somehow'))[0]).toMatchObject({ id, status: 'Somehow' })
    expect((await owner.call('PUT', `${base}/${id}`, { status: 'Somehow', note: 'a' })).status).toBe(200)
  })
})

it('a deleted field keeps its values through patches and comes back with them', async () => {
  const id = await field('secret', 'text')
  await field('note', 'text')
  const { id: row } = (await post({ secret: 's', note: 'a' })).body.data
  await server.edit(projectId, (doc, origin) => trashField(doc, { id }, origin))
  await owner.call('PATCH', `${base}/${row}`, { note: 'b' })
  await owner.call('PUT', `${base}/${row}`, { note: 'c' })
  await server.edit(projectId, (doc, origin) => restoreRow(doc, { root: 'fields', id }, origin))
  expect((await owner.call('GET', `${base}/${row}`)).body).toMatchObject({ data: { secret: 's', note: 'c' } })
})

describe('idempotency keys', () => {
  beforeEach(async () => {
    await field('n', 'integer')
  })

  it('answer the first result again, and refuse another body', async () => {
    const key = { 'idempotency-key': 'k' }
    const first = (await post({ n: 1 }, key)).body.data
    expect((await post({ n: 1 }, key)).body.data.id).toBe(first.id)
    expect((await post({ n: 2 }, key)).body).toMatchObject({ status: 422, code: 'idempotency_mismatch' })
    expect((await post([{ n: 1 }], key)).body).toMatchObject({ status: 422 })
    expect(await list('')).toHaveLength(1)
    await owner.call('DELETE', `${base}/${first.id}`)
    expect((await post({ n: 1 }, key)).body).toMatchObject({ status: 404 })
    expect((await post({ n: 1 }, { 'idempotency-key': 'x'.repeat(101) })).status).toBe(400)
  })

  it('execute concurrent requests once', async () => {
    const all = await Promise.all(
      Array.from({ length: 20 }, () => post([{ n: 1 }, { n: 2 }], { 'idempotency-key': 'together' })),
    )
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([201]))
    expect(new Set(all.map(({ body }) => JSON.stringify(body.data))).size).toBe(1)
    expect(await list('')).toHaveLength(2)
  })

  it('belong to their caller', async () => {
    const other = await server.register(`Other${projectId}`)
    const member = { email: other.session.user.email, role: 'editor' }
    await owner.call('POST', `/api/projects/${projectId}/members`, member)
    await post({ n: 1 }, { 'idempotency-key': 'k' })
    expect((await other.call('POST', base, { n: 2 }, { 'idempotency-key': 'k' })).status).toBe(201)
  })
})
