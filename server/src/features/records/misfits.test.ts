import type { FieldMisfits } from '@axiom/shared/contracts/misfits'
import type { PublishCheck } from '@axiom/shared/contracts/publishing'
import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { setField, type SetField } from '@axiom/shared/document/operations/setField'
import type { FieldConstraints, FieldType } from '@axiom/shared/document/views'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

type Row = Record<string, unknown> & { id: string; version: number }
type Problem = { code: string }

let server: TestServer
let owner: Client
let projectId: string
let modelId: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
})
afterAll(() => server.close())

beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  modelId = await server.edit(projectId, (doc, origin) => {
    addScreen(doc, { name: 'Start' }, origin)
    return addModel(doc, { name: 'things' }, origin)
  })
})

const field = (
  name: string,
  type: FieldType,
  constraints: FieldConstraints = {},
  options?: string[],
): Promise<string> =>
  server.edit(projectId, (doc, origin) =>
    addField(doc, { modelId, name, type, constraints, ...(options ? { options } : {}) }, origin),
  )
const change = (id: string, values: Omit<SetField, 'id'>): Promise<void> =>
  server.edit(projectId, (doc, origin) => setField(doc, { id, ...values }, origin))
const at = (query = ''): string => `/api/dynamic/${projectId}/things${query}`
const post = (body: unknown, env = 'draft') => owner.call('POST', at(`?env=${env}`), body)
const list = async (query = 'sort=createdAt'): Promise<Row[]> =>
  (await owner.call<{ data: Row[] }>('GET', at(`?${query}`))).body.data
const misfits = async (env = 'draft'): Promise<FieldMisfits[]> => {
  const path = `/api/projects/${projectId}/models/${modelId}/misfits?env=${env}`
  return (await owner.call<{ data: FieldMisfits[] }>('GET', path)).body.data
}
const convert = (onMisfit: string, env = 'draft') =>
  owner.call('POST', `/api/projects/${projectId}/models/${modelId}/convert?env=${env}`, { onMisfit })
const settled = (env = 'draft') => vi.waitFor(async () => expect(await misfits(env)).toEqual([]), { timeout: 10_000 })

describe('a field that becomes another type', () => {
  it('tells what its rows mean to it, answers them as it is now, and converts them once', async () => {
    const id = await field('size', 'text')
    await post([{ size: '12' }, { size: '1.234,5' }, { size: 'big' }, {}])
    await change(id, { type: 'number' })
    expect(await misfits()).toMatchObject([{ fieldName: 'size', rows: 4, converts: 2, fails: 1, samples: ['big'] }])
    expect((await list()).map(({ size }) => size).sort()).toEqual([12, 1234.5, null, null])
    expect((await convert('empty')).status).toBe(204)
    await settled()
    expect(await list('size[gt]=100')).toMatchObject([{ size: 1234.5, version: 2 }])
    expect((await list()).map(({ version }) => version).sort()).toEqual([1, 2, 2, 2])
  })

  it('takes its default where a value cannot be taken over', async () => {
    const id = await field('level', 'text')
    await post([{ level: '3' }, { level: 'high' }])
    await change(id, { type: 'integer', constraints: { default: 1 } })
    await convert('default')
    await settled()
    expect((await list('sort=level')).map(({ level }) => level)).toEqual([1, 3])
  })

  it('becomes choices by their labels, and texts again', async () => {
    const id = await field('state', 'select', {}, ['New', 'Done'])
    await post([{ state: 'New' }, { state: 'Done' }])
    await change(id, { type: 'text' })
    await convert('empty')
    await settled()
    expect(await list('state=Done')).toHaveLength(1)
    await change(id, { type: 'select' })
    await convert('empty')
    await settled()
    expect((await list('sort=state')).map(({ state }) => state).sort()).toEqual(['Done', 'New'])
  })
})

it('tells rows that miss what is required now, that break limits, and that are double', async () => {
  const name = await field('name', 'text')
  await post([{ name: 'a' }, { name: 'a' }, { name: 'abcdef' }, {}])
  await change(name, { constraints: { required: true, maxLength: 3 } })
  expect(await misfits()).toMatchObject([{ missing: 1, invalid: 1, fails: 0, converts: 0, doubles: 0 }])
  await change(name, { constraints: { unique: true } })
  expect(await misfits()).toMatchObject([{ doubles: 1 }])
})

it('fills in running numbers and computed values that are new', async () => {
  await field('price', 'number')
  await post([{ price: 2 }, { price: 3 }])
  await field('number', 'autoNumber', { min: 10 })
  await field('double', 'computed', { expression: 'price * 2', result: 'number' })
  expect(await misfits()).toMatchObject([{ unfilled: 2 }, { unfilled: 2 }])
  await convert('empty')
  await settled()
  expect((await list('sort=price')).map((row) => row['double'])).toEqual([4, 6])
  expect((await list('sort=number')).map((row) => row['number'])).toEqual([10, 11])
})

it('is for who can change the model', async () => {
  const viewer = await server.register('Viewer')
  const { email } = viewer.session.user
  await owner.call('POST', `/api/projects/${projectId}/members`, { email, role: 'viewer' })
  const path = `/api/projects/${projectId}/models/${modelId}`
  expect((await viewer.call('GET', `${path}/misfits`)).status).toBe(403)
  expect((await viewer.call('POST', `${path}/convert`, { onMisfit: 'empty' })).status).toBe(403)
  expect(
    (await owner.call('POST', `/api/projects/${projectId}/models/nothing/convert`, { onMisfit: 'empty' })).status,
  ).toBe(404)
})

describe('publishing', () => {
  it('says what the change means to the rows of visitors, asks once, and converts them afterwards', async () => {
    const id = await field('size', 'text')
    const publish = (body: object) => owner.call<Problem>('POST', `/api/projects/${projectId}/publish`, body)
    expect((await publish({})).status).toBe(201)
    await post([{ size: '5' }, { size: 'big' }], 'live')
    await change(id, { type: 'integer' })
    const check = await owner.call<PublishCheck>('GET', `/api/projects/${projectId}/publish/check`)
    expect(check.body.misfits).toMatchObject([{ fieldName: 'size', rows: 2, converts: 1, fails: 1, samples: ['big'] }])
    expect(await publish({})).toMatchObject({ status: 409, body: { code: 'data_misfit' } })
    expect((await list('env=live&sort=size')).map(({ size }) => size)).toEqual(['5', 'big'])
    expect((await publish({ onMisfit: 'empty' })).status).toBe(201)
    await settled('live')
    expect((await list('env=live&sort=size')).map(({ size }) => size)).toEqual([null, 5])
  })
})
