import { request } from 'node:http'

import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setFieldCondition } from '@axiom/shared/document/operations/setFieldRule'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { registerVisitor, type Visitor } from '../../../test/visitor.ts'

type Row = Record<string, unknown> & { id: string }
type Person = Visitor & { id: string }

/** What is in a field of a row that Ann may not see there, and only there. */
const SECRET = 'omega'

let server: TestServer
let owner: Client
let ann: Person
let bob: Person
let projectId: string
let slug: string
let base: string
/** Ann's; Bob's, who refers to Ann's by a relation that she does not see. */
let hers: Row
let his: Row
let team: Row

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'P', template: 'blank' })
  ;({ id: projectId, slug } = made.body)
  base = `/api/dynamic/${projectId}`
  await server.edit(projectId, (doc, origin) => {
    const teams = addModel(doc, { name: 'teams' }, origin)
    addField(doc, { modelId: teams, name: 'lead', type: 'user' }, origin)
    const budget = addField(doc, { modelId: teams, name: 'budget', type: 'text' }, origin)
    const people = addModel(doc, { name: 'people' }, origin)
    const add = (name: string, type: 'text' | 'integer' | 'select' | 'user' | 'relation', more: object = {}): string =>
      addField(doc, { modelId: people, name, type, ...more }, origin)
    add('name', 'text', { constraints: { unique: true } })
    add('manager', 'user')
    add('team', 'relation', { constraints: { target: teams } })
    const salary = add('salary', 'text')
    const rank = add('rank', 'integer', { constraints: { unique: true } })
    const level = add('level', 'select', { options: ['low', SECRET] })
    const mentor = add('mentor', 'relation', { constraints: { target: people } })
    const grade = add('grade', 'text')
    const when = (id: string, access: 'read' | 'write', condition: string): void =>
      setFieldCondition(doc, { id, access, condition }, origin)
    for (const id of [salary, rank, level, mentor]) when(id, 'read', 'record.manager = caller.id')
    when(budget, 'read', 'record.lead = caller.id')
    for (const id of [salary, grade]) when(id, 'write', 'record.manager = caller.id')
    for (const operation of RECORD_OPERATIONS)
      for (const id of [teams, people]) setModelRule(doc, { id, operation, audience: 'signedIn' }, origin)
  })
  await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  const settings = { registration: 'open', verifyEmail: false, roles: [] }
  await owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, settings)
  ann = await registerVisitor(server, slug, 'Ann')
  bob = await registerVisitor(server, slug, 'Bob')
  const create = async (path: string, data: object): Promise<Row> =>
    (await owner.call<{ data: Row }>('POST', `${base}/${path}`, data)).body.data
  team = await create('teams', { lead: bob.id, budget: SECRET })
  hers = await create('people', { name: 'A', manager: ann.id, salary: 'alpha', rank: 1, level: 'low', grade: 'a' })
  const secrets = { salary: SECRET, rank: 4711, level: SECRET, mentor: hers.id }
  his = await create('people', { name: 'B', manager: bob.id, team: team.id, grade: 'b', ...secrets })
})
afterAll(() => server.close())

const names = async (who: Person | Client, query: string): Promise<unknown[]> => {
  const { status, body } = await who.call<{ data: Row[] }>('GET', `${base}/people?${query}`)
  expect([query, status]).toEqual([query, 200])
  return body.data.map(({ name }) => name).sort()
}
/** As Ann gets it, whatever it is. */
const textOf = async (path: string, method = 'GET', body?: string): Promise<string> => {
  const headers = { cookie: ann.cookie, origin: server.appOrigin(slug), 'content-type': 'application/json' }
  const more = body === undefined ? {} : { method, body }
  const { status, text } = await server.app(slug, path.startsWith('/') ? path : `${base}/${path}`, { headers, ...more })
  expect([path, status]).toEqual([path, 200])
  return text
}
const graph = async (query: string): Promise<string> => textOf('graphql', 'POST', JSON.stringify({ query }))

describe('a field that somebody sees in some records only', () => {
  it('is there in those, and in the others it is not even empty', async () => {
    const { data } = (await ann.call<{ data: Row[] }>('GET', `${base}/people?sort=name`)).body
    expect(data[0]).toMatchObject({ name: 'A', salary: 'alpha', rank: 1, level: 'low', mentor: null, grade: 'a' })
    for (const name of ['salary', 'rank', 'level', 'mentor']) expect(data[1]).not.toHaveProperty(name)
    expect(data[1]).toMatchObject({ name: 'B', grade: 'b' })
    const one = await ann.call<{ data: Row }>('GET', `${base}/people/${hers.id}?expand=mentor`)
    expect(one.body.data).toMatchObject({ salary: 'alpha', expand: { mentor: null } })
    const all = await owner.call<{ data: Row[] }>('GET', `${base}/people?sort=-salary`)
    expect(all.body.data.map(({ salary }) => salary)).toEqual([SECRET, 'alpha'])
  })

  it.each([
    'people',
    'people?fields=salary,name',
    'people?expand=team,mentor',
    'people?expand=people_via_mentor',
    'teams?expand=people_via_team.mentor',
    'people/export?format=csv',
    'people/export?format=ndjson&fields=salary',
    'people/export?format=json',
    '/app.json',
  ])('shows nothing of the others in %s', async (path) => {
    const text = await textOf(path)
    expect(text).not.toContain('caller.id')
    // Choices are of the model, not of a record.
    if (path === '/app.json') {
      expect(text).toMatch(/"name":"salary"[^{}]*("constraints":\{\})?[^{}]*"isPartly":true/)
      return
    }
    expect(text).not.toMatch(new RegExp(`${SECRET}|4711`))
    // The relation that she does not see is not there from its other end either.
    expect(text).not.toMatch(/"people_via_mentor":\[\{/)
  })

  it('is null in graphs', async () => {
    const asked =
      '{ people(sort: "name") { data { name salary rank level mentor { name } people_via_mentor { name } } } }'
    const body = JSON.parse(await graph(asked)) as { data: { people: { data: Row[] } } }
    const nothing = { salary: null, rank: null, level: null, mentor: null, people_via_mentor: [] }
    const own = { salary: 'alpha', rank: 1, level: 'low', mentor: null, people_via_mentor: [] }
    expect(body.data.people.data).toEqual([
      { name: 'A', ...own },
      { name: 'B', ...nothing },
    ])
    expect(await graph(`{ people_by_id(id: "${his.id}") { salary } }`)).toContain('"salary":null')
    expect(await graph('{ people(sort: "salary") { data { id } } }')).toContain('in some records only')
    expect(await graph('{ people_aggregate(max: ["salary"]) { max } }')).toContain('in some records only')
  })

  it('is told to streams as it is there', async () => {
    let told = ''
    const { host, port } = new URL(server.appOrigin(slug))
    const path = `${base}/changes?collections=people`
    const stream = request({ host: '127.0.0.1', port, path, headers: { host, cookie: ann.cookie } }, (answer) => {
      answer.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
    }).end()
    onTestFinished(() => void stream.destroy())
    await expect.poll(() => told).toContain('id: ')
    await owner.call('PATCH', `${base}/people/${his.id}`, { grade: 'told' })
    await owner.call('PATCH', `${base}/people/${hers.id}`, { grade: 'told' })
    await expect.poll(() => told, { timeout: 5_000 }).toMatch(new RegExp(`"id":"${hers.id}".*"salary":"alpha".*"told"`))
    await expect.poll(() => told, { timeout: 5_000 }).toMatch(new RegExp(`"id":"${his.id}".*"told"`))
    expect(told).not.toMatch(new RegExp(`${SECRET}|4711`))
  })

  it.each([
    [`salary=${SECRET}`, []],
    ['salary=alpha', ['A']],
    ['salary[startsWith]=o', []],
    ['salary[ne]=nothing', ['A']],
    ['salary[nin]=nothing,else', ['A']],
    ['salary[exists]=true', ['A']],
    ['salary[exists]=false', []],
    ['rank[gte]=1', ['A']],
    ['rank[lt]=5000', ['A']],
    ['rank=4711', []],
    [`level=${SECRET}`, []],
    ['level[ne]=low', []],
    ['mentor[exists]=true', []],
    ['mentor[exists]=false', ['A']],
    ['mentor.name=A', []],
    ['mentor.name[ne]=x', []],
    [`team.budget=${SECRET}`, []],
    ['team.budget[startsWith]=o', []],
    ['team.budget[ne]=x', []],
    [`search=${SECRET}`, []],
    ['search=o', []],
    ['search=alpha', ['A']],
    ['search=low', ['A']],
    ['search=B', ['B']],
    [`or=${encodeURIComponent(`[{"salary":"${SECRET}"},{"name":"A"}]`)}`, ['A']],
    [`or=${encodeURIComponent('[{"salary":{"ne":"x"}},{"name":"B"}]')}`, ['A', 'B']],
  ])('is asked about by %s only where it is seen', async (query, expected) => {
    expect(await names(ann, query)).toEqual(expected)
    const count = await ann.call<{ meta: { count: number } }>('GET', `${base}/people?${query}&count=exact&limit=1`)
    expect(count.body.meta.count).toBe(expected.length)
    const groups = await ann.call<{ data: { count: number }[] }>('GET', `${base}/people/aggregate?${query}`)
    expect(groups.body.data.reduce((sum, { count: one }) => sum + one, 0)).toBe(expected.length)
    const file = await textOf(`people/export?format=ndjson&${query}`)
    expect(file.split('\n').filter(Boolean)).toHaveLength(expected.length)
  })

  it.each([
    'people?sort=salary',
    'people?sort=name,-rank',
    'people/aggregate?groupBy=salary',
    'people/aggregate?groupBy=level',
    'people/aggregate?min=rank',
    'people/aggregate?max=rank',
    'people/aggregate?sum=rank',
    'people/aggregate?avg=rank',
    'people/aggregate?countDistinct=salary',
  ])('refuses to order, group and sum by it: %s', async (path) => {
    const { status, body } = await ann.call('GET', `${base}/${path}`)
    expect([status, body]).toMatchObject([400, { code: 'invalid_filter' }])
    expect(JSON.stringify(body)).toContain('in some records only')
    expect((await owner.call('GET', `${base}/${path}`)).status).toBe(200)
  })

  it('names no record for who writes, and nothing of it stands in a cursor', async () => {
    const upsert = await ann.call('POST', `${base}/people?upsert=rank`, { rank: 4711, name: 'N' })
    expect([upsert.status, upsert.body['code']]).toEqual([400, 'invalid_filter'])
    const page = await ann.call<{ meta: { nextCursor: string } }>('GET', `${base}/people?sort=-name&limit=1`)
    const cursor = Buffer.from(page.body.meta.nextCursor, 'base64url').toString()
    expect(cursor).toContain('"B"')
    expect(cursor).not.toMatch(new RegExp(`${SECRET}|4711`))
  })

  it('makes another ETag of another sight, and of another one only', async () => {
    const get = async (who: Person | Client, tag = '') => {
      const { status, headers } = await who.call('GET', `${base}/people/${his.id}`, undefined, { 'if-none-match': tag })
      const found = headers instanceof Headers ? headers.get('etag') : headers['etag']
      return { status, etag: String(found) }
    }
    const [whole, seen, unseen] = [(await get(owner)).etag, (await get(bob)).etag, (await get(ann)).etag]
    expect(new Set([whole, seen, unseen]).size).toBe(3)
    expect((await get(ann, unseen)).status).toBe(304)
    expect((await get(ann, seen)).status).toBe(200)
    expect((await get(ann, whole)).status).toBe(200)
    const patch = (tag: string) => bob.call('PATCH', `${base}/people/${his.id}`, { name: 'B' }, { 'if-match': tag })
    expect((await patch(seen)).status).toBe(200)
    expect((await patch(seen)).status).toBe(412)
  })

  it('is described as what may be missing', async () => {
    const { components, paths } = JSON.parse(await textOf('openapi.json')) as {
      components: {
        schemas: Record<string, { required: string[]; properties: Record<string, { description?: string }> }>
      }
      paths: Record<string, { get?: { parameters: { name: string; schema: unknown }[] } }>
    }
    const schema = components.schemas['people']
    expect(schema?.properties['salary']?.description).toContain('Not there in records')
    expect(schema?.required).toContain('grade')
    expect(schema?.required).not.toContain('salary')
    const path = Object.keys(paths).find((one) => one.endsWith('/people')) ?? ''
    const sort = paths[path]?.get?.parameters.find(({ name }) => name === 'sort')
    expect(JSON.stringify(sort)).toContain('"-name"')
    expect(JSON.stringify(sort)).not.toContain('salary')
  })
})

describe('a field that somebody writes in some records only', () => {
  const refused = { code: 'forbidden', errors: [{ path: 'grade', code: 'rule' }] }
  const send = (method: string, path: string, body: unknown) => ann.call(method, `${base}/${path}`, body)
  const whole = async ({ id }: Row): Promise<Row> =>
    (await owner.call<{ data: Row }>('GET', `${base}/people/${id}`)).body.data

  it('is changed where the condition holds, before and after', async () => {
    expect((await send('PATCH', `people/${hers.id}`, { grade: 'a2' })).body).toMatchObject({ data: { grade: 'a2' } })
    const before = [await whole(hers), await whole(his)]
    expect((await send('PATCH', `people/${his.id}`, { grade: 'x' })).body).toMatchObject(refused)
    // As it is already: whoever could send that would learn it.
    expect((await send('PATCH', `people/${his.id}`, { grade: 'b' })).body).toMatchObject(refused)
    expect((await send('PATCH', `people/${his.id}`, { grade: null })).body).toMatchObject(refused)
    expect((await send('PATCH', `people/${his.id}`, { grade: 'x', manager: ann.id })).body).toMatchObject(refused)
    expect((await send('PATCH', `people/${hers.id}`, { grade: 'x', manager: bob.id })).body).toMatchObject(refused)
    expect((await send('PUT', `people/${his.id}`, { name: 'B', grade: 'x' })).body).toMatchObject(refused)
    expect((await send('POST', 'people?upsert=name', { name: 'B', grade: 'x' })).body).toMatchObject(refused)
    const many = await send('POST', 'people?upsert=name', [
      { name: 'A', grade: 'x' },
      { name: 'B', grade: 'x' },
    ])
    expect(many.body).toMatchObject({ code: 'forbidden', errors: [{ path: '1/grade' }] })
    const batch = { operations: [{ operation: 'update', collection: 'people', id: his.id, data: { grade: 'x' } }] }
    expect((await send('POST', 'batch', batch)).body).toMatchObject({
      code: 'forbidden',
      errors: [{ path: expect.stringContaining('grade') }],
    })
    expect(await graph(`mutation { update_people(id: "${his.id}", data: { grade: "x" }) { id } }`)).toContain('errors')
    const report = await server.app(slug, `${base}/people/import?upsert=name`, {
      method: 'POST',
      headers: { cookie: ann.cookie, origin: server.appOrigin(slug), 'content-type': 'application/x-ndjson' },
      body: '{"name":"B","grade":"x"}\n',
    })
    expect(JSON.parse(report.text)).toMatchObject({ data: { updated: 0, failed: 1 } })
    expect([await whole(hers), await whole(his)]).toEqual(before)
    expect((await send('PATCH', `people/${his.id}`, { name: 'B' })).status).toBe(200)
  })

  it('is given to a new record for which it holds', async () => {
    expect((await send('POST', 'people', { name: 'N', grade: 'n' })).body).toMatchObject(refused)
    expect((await send('POST', 'people', { name: 'N', grade: 'n', manager: bob.id })).body).toMatchObject(refused)
    const made = await send('POST', 'people', { name: 'N', grade: 'n', manager: ann.id, salary: 'some' })
    expect(made.body).toMatchObject({ data: { grade: 'n', salary: 'some' } })
    const plain = await send('POST', 'people', { name: 'O', manager: bob.id })
    expect(plain.status).toBe(201)
    expect(plain.body['data']).not.toHaveProperty('salary')
    for (const one of [made, plain]) await owner.call('DELETE', `${base}/people/${(one.body['data'] as Row).id}`)
  })

  it('stays as it is when the record is replaced without it', async () => {
    for (const row of [hers, his]) {
      const { name, manager, salary, grade, rank } = await whole(row)
      expect((await send('PUT', `people/${row.id}`, { name, manager })).status).toBe(200)
      expect(await whole(row)).toMatchObject({ name, manager, salary, grade, rank, team: null })
    }
    await owner.call('PATCH', `${base}/people/${his.id}`, { team: team.id })
  })
})
