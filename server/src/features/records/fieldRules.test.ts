import { request } from 'node:http'

import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setFieldRule } from '@axiom/shared/document/operations/setFieldRule'
import { setModelCondition, setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { registerVisitor, type Visitor } from '../../../test/visitor.ts'

type Row = Record<string, unknown> & { id: string }

/** What nobody but members reads. It is in every row, so that it would show wherever a row does. */
const SECRET = 'salary-4711'

let server: TestServer
let owner: Client
let ann: Visitor
let projectId: string
let slug: string
let base: string
let team: Row
let mine: Row

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'F', template: 'blank' })
  ;({ id: projectId, slug } = made.body)
  base = `/api/dynamic/${projectId}`
  await server.edit(projectId, (doc, origin) => {
    const teams = addModel(doc, { name: 'teams' }, origin)
    addField(doc, { modelId: teams, name: 'title', type: 'text' }, origin)
    const budget = addField(doc, { modelId: teams, name: 'budget', type: 'text' }, origin)
    const people = addModel(doc, { name: 'people' }, origin)
    const add = (name: string, more: object = {}): string =>
      addField(doc, { modelId: people, name, type: 'text', ...more }, origin)
    add('name', { constraints: { unique: true } })
    const salary = add('salary', { constraints: { required: true, default: 'none', unique: false } })
    const pin = add('pin')
    const grade = add('grade')
    const badge = add('badge', { constraints: { unique: true } })
    const boss = addField(
      doc,
      { modelId: people, name: 'team', type: 'relation', constraints: { target: teams } },
      origin,
    )
    expect(boss).not.toBe('')
    for (const id of [budget, salary, badge]) {
      setFieldRule(doc, { id, access: 'read', audience: 'viewer' }, origin)
      setFieldRule(doc, { id, access: 'write', audience: 'editor' }, origin)
    }
    // Sent by everybody, read by members; and the other way round.
    setFieldRule(doc, { id: pin, access: 'read', audience: 'viewer' }, origin)
    setFieldRule(doc, { id: grade, access: 'write', audience: 'editor' }, origin)
    for (const operation of RECORD_OPERATIONS)
      for (const id of [teams, people]) setModelRule(doc, { id, operation, audience: 'signedIn' }, origin)
    // A condition may rest on what its reader must not see.
    setModelCondition(doc, { id: people, operation: 'list', condition: 'record.salary != "hidden"' }, origin)
  })
  await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  const settings = { registration: 'open', verifyEmail: false, roles: [] }
  await owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, settings)
  ann = await registerVisitor(server, slug, 'Ann')
  const create = async (path: string, data: object): Promise<Row> =>
    (await owner.call<{ data: Row }>('POST', `${base}/${path}`, data)).body.data
  team = await create('teams', { title: 'One', budget: SECRET })
  const person = { salary: SECRET, pin: SECRET, grade: 'A', team: team.id }
  mine = await create('people', { ...person, name: 'Ann', badge: SECRET })
  await create('people', { ...person, name: 'Bob', badge: 'c2', grade: 'B' })
})
afterAll(() => server.close())

/** As text, whatever it is: nothing in it may be the secret, nor the name of a field that is not hers. */
const textOf = async (path: string): Promise<string> => {
  const headers = { cookie: ann.cookie, origin: server.appOrigin(slug) }
  const { status, text } = await server.app(slug, path.startsWith('/') ? path : `${base}/${path}`, { headers })
  expect([path, status]).toEqual([path, 200])
  return text
}

describe('a field that somebody may not read', () => {
  it.each([
    ['a list', 'people'],
    ['a search for it', `people?search=${SECRET}`],
    ['an expansion', 'people?expand=team'],
    ['an expansion backwards', 'teams?expand=people_via_team'],
    ['a file', 'people/export?format=csv'],
    ['the description', 'openapi.json'],
    ['the app', '/app.json'],
  ])('is in no part of %s', async (_what, path) => {
    const text = await textOf(path)
    expect(text).not.toContain(SECRET)
    if (path !== 'openapi.json' && path !== '/app.json')
      expect(text).not.toMatch(/"?(salary|budget|pin|badge)"?\s*[:,]/)
    else expect(text).not.toMatch(/"(salary|budget|badge)"/)
  })

  it('is in no record, event or graph', async () => {
    const { body } = await ann.call<{ data: Row }>('GET', `${base}/people/${mine.id}?expand=team`)
    expect(Object.keys(body.data).sort()).toEqual(
      ['createdAt', 'createdBy', 'expand', 'grade', 'id', 'name', 'team', 'updatedAt', 'version'].sort(),
    )
    expect(JSON.stringify(body)).not.toContain(SECRET)
    const ask = (query: string) => ann.call<{ errors?: { message: string }[] }>('POST', `${base}/graphql`, { query })
    expect((await ask('{ people { data { name grade } } }')).body.errors).toBeUndefined()
    expect((await ask('{ people { data { salary } } }')).body.errors?.[0]?.message).toContain('Cannot query field')
    expect((await ask('{ teams { data { people_via_team { pin } } } }')).body.errors?.[0]?.message).toContain(
      'Cannot query',
    )
    const { body: types } = await ask('{ __schema { types { name fields { name } inputFields { name } } } }')
    expect(JSON.stringify(types)).not.toMatch(/salary|budget/)
    let told = ''
    const { host, port } = new URL(server.appOrigin(slug))
    const path = `${base}/changes?collections=people`
    const stream = request({ host: '127.0.0.1', port, path, headers: { host, cookie: ann.cookie } }, (answer) => {
      answer.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
    }).end()
    onTestFinished(() => void stream.destroy())
    await expect.poll(() => told).toContain('id: ')
    await owner.call('PATCH', `${base}/people/${mine.id}`, { grade: 'A+' })
    await expect.poll(() => told, { timeout: 5_000 }).toContain('A+')
    expect(told).not.toContain(SECRET)
  })

  it.each([
    'people?salary=x',
    `people?salary[startsWith]=s`,
    'people?sort=salary',
    'people?sort=-badge',
    'people?fields=name,salary',
    `people?filter=${encodeURIComponent('{"or":[{"salary":{"gt":"a"}},{"name":"x"}]}')}`,
    'people?team.budget=x',
    'people?team.budget[startsWith]=s',
    'people/aggregate?groupBy=salary',
    'people/aggregate?min=salary',
    'people/aggregate?countDistinct=salary',
    'people/aggregate?salary[gt]=a',
    'people/export?sort=id&fields=salary',
    'people/export?fields=salary',
  ])('cannot be asked about by %s', async (path) => {
    const { status, body } = await ann.call('GET', `${base}/${path}`)
    expect(status).toBe(400)
    expect(body).toMatchObject({ code: 'invalid_filter' })
  })

  it('cannot be looked for, not even through a value that is sent', async () => {
    expect((await ann.call('GET', `${base}/people?search=${SECRET}&count=exact`)).body).toMatchObject({
      meta: { count: 0 },
    })
    expect((await owner.call('GET', `${base}/people?search=${SECRET}&count=exact`)).body).toMatchObject({
      meta: { count: 2 },
    })
    const upsert = await ann.call('POST', `${base}/people?upsert=badge`, { badge: SECRET, name: 'x' })
    expect(upsert.status).toBe(400)
  })
})

describe('a field that somebody may not write', () => {
  const send = (method: string, path: string, body: unknown) => ann.call(method, `${base}/${path}`, body)

  it('is refused with its name where it is seen, and as unknown where it is not; nothing is changed', async () => {
    const before = (await owner.call('GET', `${base}/people`)).body
    const seen = { code: 'forbidden', errors: [{ path: 'grade', code: 'rule' }] }
    expect((await send('POST', 'people', { name: 'N', grade: 'A' })).body).toMatchObject(seen)
    expect((await send('PATCH', `people/${mine.id}`, { grade: 'C' })).body).toMatchObject(seen)
    expect((await send('PUT', `people/${mine.id}`, { name: 'Ann', grade: 'C' })).body).toMatchObject(seen)
    expect((await send('POST', 'people?upsert=name', { name: 'Ann', grade: 'C' })).body).toMatchObject(seen)
    const inList = await send('POST', 'people', [{ name: 'N' }, { name: 'O', grade: 'A' }])
    expect(inList.body).toMatchObject({ code: 'forbidden', errors: [{ path: '1/grade' }] })
    const batch = { operations: [{ operation: 'update', collection: 'people', id: mine.id, data: { grade: 'C' } }] }
    expect((await send('POST', 'batch', batch)).body).toMatchObject({ code: 'forbidden' })
    const unknown = { code: 'invalid_input', errors: [{ path: 'salary', code: 'additionalProperties' }] }
    expect((await send('POST', 'people', { name: 'N', salary: '1' })).body).toMatchObject(unknown)
    expect((await send('PATCH', `people/${mine.id}`, { salary: '1' })).body).toMatchObject(unknown)
    const nowhere = await send('POST', 'people', { name: 'N', nothing: '1' })
    expect(nowhere.body).toMatchObject({ errors: [{ path: 'nothing', code: 'additionalProperties' }] })
    const mutation = `mutation { update_people(id: "${mine.id}", data: { grade: "C" }) { id } }`
    expect(JSON.stringify((await send('POST', 'graphql', { query: mutation })).body)).toContain('errors')
    const { body: report } = await server
      .app(slug, `${base}/people/import`, {
        method: 'POST',
        headers: { cookie: ann.cookie, origin: server.appOrigin(slug), 'content-type': 'application/x-ndjson' },
        body: '{"name":"N","grade":"A"}\n',
      })
      .then(({ text }) => ({ body: JSON.parse(text) as { data: unknown } }))
    expect(report.data).toMatchObject({ created: 0, failed: 1 })
    expect((await owner.call('GET', `${base}/people`)).body).toEqual(before)
  })

  it('keeps its default, and its value through a replacement by who does not see it', async () => {
    const made = await send('POST', 'people', { name: 'Cat', pin: '12' })
    expect(made.status).toBe(201)
    const { id } = made.body['data'] as Row
    const whole = async (): Promise<Row> => (await owner.call<{ data: Row }>('GET', `${base}/people/${id}`)).body.data
    expect(await whole()).toMatchObject({ salary: 'none', pin: '12' })
    await owner.call('PATCH', `${base}/people/${id}`, { salary: '900', grade: 'B' })
    expect((await send('PUT', `people/${id}`, { name: 'Cat II' })).status).toBe(200)
    expect(await whole()).toMatchObject({ name: 'Cat II', salary: '900', pin: '12', grade: 'B', team: null })
    expect((await send('PATCH', `people/${id}`, { pin: '34' })).status).toBe(200)
    expect(await whole()).toMatchObject({ pin: '34' })
    const answered = await send('PATCH', `people/${id}`, { pin: '35' })
    expect(answered.body['data']).not.toHaveProperty('pin')
  })

  it('is described as it is for who reads', async () => {
    const { components } = JSON.parse(await textOf('openapi.json')) as {
      components: { schemas: Record<string, { properties: object }> }
    }
    const names = (schema: string): string[] => Object.keys(components.schemas[schema]?.properties ?? {}).sort()
    expect(names('people.create')).toEqual(['name', 'pin', 'team'])
    expect(names('people.patch')).toEqual(['name', 'pin', 'team'])
    expect(names('people')).not.toContain('pin')
    expect(names('people')).toContain('grade')
  })
})
