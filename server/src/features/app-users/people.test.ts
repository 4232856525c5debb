import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { createVisitor, registerVisitor, type Visitor } from '../../../test/visitor.ts'

let server: TestServer
let owner: Client
let projectId: string
let slug: string
let time = Date.parse('2100-01-01T00:00:00Z')
const people = {} as Record<'ada' | 'alan' | 'grace', Visitor & { id: string }>

beforeAll(async () => {
  server = await createTestServer({ now: () => time })
  owner = await server.register('Owner')
  const { body } = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'Tasks' })
  ;({ id: projectId, slug } = body)
  await server.edit(projectId, (doc, origin) => {
    const modelId = addModel(doc, { name: 'tasks' }, origin)
    addField(doc, { modelId, name: 'who', type: 'user' }, origin)
    for (const operation of ['list', 'read', 'create'] as const)
      setModelRule(doc, { id: modelId, operation, audience: 'public' }, origin)
  })
  await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  await settings({})
  people.ada = await registerVisitor(server, slug, 'Ada')
  people.alan = await registerVisitor(server, slug, 'Alan')
  people.grace = await registerVisitor(server, slug, 'Grace')
  await people.ada.call('PUT', '/api/app/account', { name: 'Ada Lovelace' })
  await people.alan.call('PUT', '/api/app/account', { name: 'Alan Turing' })
  const invited = { email: 'lena@example.com', name: 'Alina Invited' }
  expect((await owner.call('POST', `/api/projects/${projectId}/app-users`, invited)).status).toBe(201)
})
afterAll(() => server.close())
beforeEach(() => settings({ findByName: true }))

async function settings(change: object): Promise<void> {
  // Further than anything is kept for.
  time += 2_000
  const all = { registration: 'open', verifyEmail: false, roles: [], ...change }
  expect((await owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, all)).status).toBe(200)
}

type Named = { id: string; name: string }
const ask = (visitor: Visitor, query: string) => visitor.call<{ data: Named[] }>('GET', `/api/app/people?${query}`)
const find = async (visitor: Visitor, search: string): Promise<string[]> =>
  (await ask(visitor, `search=${encodeURIComponent(search)}`)).body.data.map(({ name }) => name)

describe('people who use an app', () => {
  it('find each other by the beginnings of names, and learn nothing but the name', async () => {
    expect(await find(people.grace, 'al')).toEqual(['Alan Turing'])
    expect(await find(people.grace, 'TURI al')).toEqual(['Alan Turing'])
    expect(await find(people.grace, 'lan')).toEqual([])
    const { body } = await ask(people.grace, 'search=love')
    expect(body.data).toEqual([{ id: people.ada.id, name: 'Ada Lovelace' }])
  })

  it('need two letters, and get twenty at most', async () => {
    for (const few of ['', 'a', ' a ', 'a d', '*', '%%', '..']) expect(await find(people.grace, few)).toEqual([])
    for (let i = 0; i < 22; i++) await registerVisitor(server, slug, `Zoe${i}`)
    expect(await find(people.grace, 'zoe')).toHaveLength(20)
    const ids = (await ask(people.grace, 'search=zoe')).body.data.map(({ id }) => id)
    expect((await ask(people.grace, `ids=${[...ids, people.ada.id].join(',')}`)).body.data).toHaveLength(20)
  })

  it('find nobody until the project lets them: only their own name is theirs', async () => {
    await settings({})
    expect(await find(people.grace, 'ada')).toEqual([])
    const { body } = await ask(people.grace, `ids=${people.ada.id},${people.grace.id}`)
    expect(body.data).toEqual([{ id: people.grace.id, name: 'Grace' }])
  })

  it('do not find who is blocked, invited only, or has an address to prove', async () => {
    const path = `/api/projects/${projectId}/app-users/${people.alan.id}`
    await owner.call('PUT', path, { blocked: true })
    expect(await find(people.grace, 'al')).toEqual([])
    expect((await ask(people.alan, 'search=ada')).status).toBe(401)
    await owner.call('PUT', path, { blocked: false })
    expect(await find(people.grace, 'al')).toEqual(['Alan Turing'])
    await settings({ findByName: true, verifyEmail: true })
    expect((await ask(people.grace, 'search=al')).status).toBe(401)
    await settings({ findByName: true })
  })

  it('are shown to nobody else: not to visitors, not at other apps, not where accounts do not open the app', async () => {
    expect((await ask(createVisitor(server, slug), 'search=ada')).status).toBe(401)
    const other = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'Other' })
    await owner.call('POST', `/api/projects/${other.body.id}/publish`, {})
    await owner.call('PUT', `/api/projects/${other.body.id}/app-user-settings`, {
      registration: 'open',
      verifyEmail: false,
      findByName: true,
      roles: [],
    })
    const stranger = await registerVisitor(server, other.body.slug, 'Stranger')
    expect(await find(stranger, 'ada')).toEqual([])
    expect((await ask(stranger, `ids=${people.ada.id}`)).body.data).toEqual([])
    const access = async (entrance: string): Promise<void> => {
      await owner.call('PUT', `/api/projects/${projectId}/app-access`, { entrance, frameOrigins: [] })
      time += 2_000
    }
    await access('members')
    expect((await ask(people.grace, 'search=ada')).status).toBe(401)
    await access('public')
  })

  it('are counted by a limit of their own', async () => {
    const limited = await createTestServer({ limits: { people: { points: 2, seconds: 60 } } })
    try {
      const mara = await limited.register('Mara')
      const { body } = await mara.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'A' })
      await mara.call('POST', `/api/projects/${body.id}/publish`, {})
      const visitor = createVisitor(limited, body.slug)
      const statuses = [await ask(visitor, ''), await ask(visitor, ''), await ask(visitor, '')]
      expect(statuses.map(({ status }) => status)).toEqual([401, 401, 429])
    } finally {
      await limited.close()
    }
  })
})

describe('names of people in records', () => {
  const expanded = async (call: Client['call'] | Visitor['call']): Promise<unknown[]> => {
    const path = `/api/dynamic/${projectId}/tasks?expand=who&sort=createdAt`
    const { body } = await call<{ data: { expand: { who: Named | null } }[] }>('GET', path)
    return body.data.map(({ expand }) => expand.who?.name ?? null)
  }

  it('are told to members, to app users as the project lets them, and to visitors not', async () => {
    for (const who of [people.ada.id, people.grace.id, owner.session.user.id]) {
      time += 1
      expect((await owner.call('POST', `/api/dynamic/${projectId}/tasks`, { who })).status).toBe(201)
    }
    expect(await expanded(owner.call)).toEqual(['Ada Lovelace', 'Grace', 'Owner'])
    expect(await expanded(people.grace.call)).toEqual(['Ada Lovelace', 'Grace', null])
    expect(await expanded(server.anonymous)).toEqual([null, null, null])
    expect(await expanded((await server.register('Stranger')).call)).toEqual([null, null, null])
    await settings({})
    expect(await expanded(people.grace.call)).toEqual([null, 'Grace', null])
  })
})
