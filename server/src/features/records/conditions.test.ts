import { request } from 'node:http'

import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setField } from '@axiom/shared/document/operations/setField'
import { setModelCondition, setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { trashField } from '@axiom/shared/document/operations/trashField'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import type { Audience, RecordOperation } from '@axiom/shared/document/views'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { registerVisitor, type Visitor } from '../../../test/visitor.ts'

type Row = Record<string, unknown> & { id: string }
type Person = Visitor & { id: string }

let server: TestServer
let owner: Client
let projectId: string
let slug: string
let base: string
/** Of the north; of the south; of nowhere. */
let nora: Person
let sue: Person
let ned: Person
let north: Row
let south: Row
const ids = { customers: '', orders: '', region: '', customer: '' }

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'C', template: 'blank' })
  ;({ id: projectId, slug } = made.body)
  base = `/api/dynamic/${projectId}`
  await server.edit(projectId, (doc, origin) => {
    ids.customers = addModel(doc, { name: 'customers' }, origin)
    ids.region = addField(doc, { modelId: ids.customers, name: 'region', type: 'text' }, origin)
    ids.orders = addModel(doc, { name: 'orders' }, origin)
    addField(doc, { modelId: ids.orders, name: 'n', type: 'integer', constraints: { unique: true } }, origin)
    const constraints = { target: ids.customers }
    ids.customer = addField(doc, { modelId: ids.orders, name: 'customer', type: 'relation', constraints }, origin)
    for (const operation of RECORD_OPERATIONS)
      for (const id of [ids.customers, ids.orders]) setModelRule(doc, { id, operation, audience: 'signedIn' }, origin)
  })
  await setConditions('record.customer.region = caller.region')
  const settings = { registration: 'open', verifyEmail: false, roles: ['cook'] }
  await owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, settings)
  nora = await registerVisitor(server, slug, 'Nora')
  sue = await registerVisitor(server, slug, 'Sue')
  ned = await registerVisitor(server, slug, 'Ned')
  await know(nora, { region: 'north' })
  await know(sue, { region: 'south' })
  const customer = async (region: string) =>
    (await owner.call<{ data: Row }>('POST', `${base}/customers`, { region })).body.data
  north = await customer('north')
  south = await customer('south')
})
afterAll(() => server.close())

async function setConditions(
  condition: string,
  operations: readonly RecordOperation[] = RECORD_OPERATIONS,
  audience: Audience = 'signedIn',
): Promise<void> {
  await server.edit(projectId, (doc, origin) => {
    for (const operation of operations) {
      setModelRule(doc, { id: ids.orders, operation, audience }, origin)
      setModelCondition(doc, { id: ids.orders, operation, condition }, origin)
    }
  })
  expect((await owner.call('POST', `/api/projects/${projectId}/publish`, {})).status).toBe(201)
}

async function know({ id }: Person, claims: Record<string, string | number | boolean>): Promise<void> {
  const { status } = await owner.call('PUT', `/api/projects/${projectId}/app-users/${id}`, { claims })
  expect(status).toBe(200)
}

let next = 0
const order = async (customer: Row | null): Promise<Row> => {
  const input = { n: ++next, customer: customer?.id ?? null }
  return (await owner.call<{ data: Row }>('POST', `${base}/orders`, input)).body.data
}
const seen = async (who: Person, query = ''): Promise<unknown[]> =>
  (await who.call<{ data: Row[] }>('GET', `${base}/orders?limit=200&sort=n${query}`)).body.data.map(({ n }) => n)

describe('a condition on what a record refers to', () => {
  it('filters every way of reading by who asks; members of the project run the app', async () => {
    const [theirs, hers, nobodys] = [await order(north), await order(south), await order(null)]
    expect(await seen(nora)).toEqual([theirs['n']])
    expect(await seen(sue)).toEqual([hers['n']])
    // Of him nothing is known: that equals nothing, not even a region that is missing.
    expect(await seen(ned)).toEqual([])
    const all = await owner.call<{ data: Row[] }>('GET', `${base}/orders?sort=n`)
    expect(all.body.data.map(({ n }) => n)).toEqual([theirs['n'], hers['n'], nobodys['n']])
    expect(await seen(nora, `&or=${encodeURIComponent('[{"n":{"gte":0}},{"id":{"ne":""}}]')}`)).toEqual([theirs['n']])
    expect(await seen(nora, '&customer.region=south')).toEqual([])
    const ask = async (who: Person, path: string): Promise<unknown> => (await who.call('GET', `${base}/${path}`)).body
    expect(await ask(nora, 'orders?count=exact&limit=1')).toMatchObject({ meta: { count: 1 } })
    expect(await ask(nora, 'orders/aggregate?sum=n')).toMatchObject({ data: [{ count: 1, sum: { n: theirs['n'] } }] })
    expect(await ask(nora, `orders/${hers.id}`)).toMatchObject({ code: 'not_found' })
    expect(await ask(nora, `orders/${theirs.id}`)).toMatchObject({ data: { n: theirs['n'] } })
    // What hangs on a customer that is open to her.
    const expanded = await ask(nora, `customers/${south.id}?expand=orders_via_customer`)
    expect(expanded).toMatchObject({ data: { expand: { orders_via_customer: [] } } })
    const text = await server.app(slug, `${base}/orders/export?format=ndjson`, {
      headers: { cookie: nora.cookie, origin: server.appOrigin(slug) },
    })
    expect(
      text.text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).n),
    ).toEqual([theirs['n']])
    const query = `{ orders { data { n } count } customers { data { region orders_via_customer { n } } } }`
    const { body } = await nora.call('POST', `${base}/graphql`, { query })
    expect(body).toMatchObject({ data: { orders: { data: [{ n: theirs['n'] }], count: 1 } } })
    expect(JSON.stringify(body)).not.toContain(`"n":${String(hers['n'])}`)
  })

  it('is judged on what is there and on what is written', async () => {
    const send = (who: Person, method: string, path: string, body?: unknown) =>
      who.call(method, `${base}/${path}`, body)
    const mine = await send(nora, 'POST', 'orders', { n: ++next, customer: north.id })
    expect(mine.status).toBe(201)
    const { id } = mine.body['data'] as Row
    const before = (await owner.call<{ data: Row[] }>('GET', `${base}/orders?limit=200`)).body.data
    const foreign = await send(nora, 'POST', 'orders', [
      { n: ++next, customer: north.id },
      { n: ++next, customer: south.id },
    ])
    expect(foreign.body).toMatchObject({ code: 'forbidden', errors: [{ path: '1', code: 'rule' }] })
    expect((await send(nora, 'POST', 'orders', { n: ++next })).status).toBe(403)
    expect((await send(nora, 'PATCH', `orders/${id}`, { customer: south.id })).status).toBe(403)
    expect((await send(nora, 'PUT', `orders/${id}`, { n: ++next, customer: null })).status).toBe(403)
    expect((await send(sue, 'PATCH', `orders/${id}`, { n: 0 })).status).toBe(404)
    expect((await send(sue, 'DELETE', `orders/${id}`)).status).toBe(404)
    const number = before.find((one) => one.id === id)?.['n']
    expect((await send(sue, 'POST', 'orders?upsert=n', { n: number, customer: south.id })).status).toBe(404)
    expect((await send(sue, 'POST', 'orders?upsert=n', { n: ++next, customer: north.id })).status).toBe(403)
    const data = { n: ++next, customer: south.id }
    const batch = { operations: [{ operation: 'create', collection: 'orders', data }] }
    expect((await send(nora, 'POST', 'batch', batch)).status).toBe(403)
    expect((await owner.call<{ data: Row[] }>('GET', `${base}/orders?limit=200`)).body.data).toEqual(before)
    expect((await send(nora, 'PATCH', `orders/${id}`, { n: ++next })).status).toBe(200)
    expect((await send(nora, 'DELETE', `orders/${id}`)).status).toBe(204)
  })

  it('tells a stream what comes into sight and what leaves it, and nothing else', async () => {
    const [mine, theirs] = [await order(north), await order(south)]
    const { host, port } = new URL(server.appOrigin(slug))
    const path = `${base}/changes?collections=orders`
    let told = ''
    const stream = request({ host: '127.0.0.1', port, path, headers: { host, cookie: nora.cookie } }, (answer) => {
      answer.setEncoding('utf8').on('data', (chunk: string) => (told += chunk))
    }).end()
    onTestFinished(() => void stream.destroy())
    const until = (pattern: RegExp): Promise<void> => expect.poll(() => told, { timeout: 5_000 }).toMatch(pattern)
    await until(/id: /)
    await owner.call('PATCH', `${base}/orders/${theirs.id}`, { n: ++next })
    await owner.call('PATCH', `${base}/orders/${mine.id}`, { customer: south.id })
    await until(new RegExp(`event: removed\\n.*${mine.id}`))
    expect(told).not.toContain(theirs.id)
    await owner.call('PATCH', `${base}/orders/${mine.id}`, { n: ++next })
    await owner.call('PATCH', `${base}/orders/${mine.id}`, { customer: north.id })
    await until(new RegExp(`event: updated\\n.*${mine.id}.*"n":${next}`))
    await owner.call('DELETE', `${base}/orders/${theirs.id}`)
    await owner.call('DELETE', `${base}/orders/${mine.id}`)
    await until(new RegExp(`event: removed\\n.*${mine.id}.*"version":5`))
    expect(told).not.toContain(theirs.id)
  })

  it('tells a stream to read a list anew when a related record decides otherwise about it', async () => {
    await setConditions('record.customer.region = caller.region')
    await order(south)
    const { host, port } = new URL(server.appOrigin(slug))
    const follow = (who: Person, collections: string): (() => string) => {
      let told = ''
      const path = `${base}/changes?collections=${collections}`
      const stream = request({ host: '127.0.0.1', port, path, headers: { host, cookie: who.cookie } }, (answer) =>
        answer.setEncoding('utf8').on('data', (chunk: string) => (told += chunk)),
      ).end()
      onTestFinished(() => void stream.destroy())
      return () => told
    }
    const resets = (told: string): number => told.split('event: reset\n').length - 1
    const [orders, customers] = [follow(nora, 'orders'), follow(nora, 'customers')]
    await expect.poll(orders).toContain('id: ')
    await expect.poll(customers).toContain('id: ')
    // Other changes of the last seconds are told first.
    await expect.poll(() => resets(orders())).toBeLessThanOrEqual(1)
    const before = resets(orders())
    for (let i = 0; i < 5; i++) await owner.call('PATCH', `${base}/customers/${south.id}`, { region: `north${i}` })
    await owner.call('PATCH', `${base}/customers/${south.id}`, { region: 'north' })
    await expect.poll(() => resets(orders()), { timeout: 5_000 }).toBeGreaterThan(before)
    expect(orders()).toContain('event: reset\ndata: {"collection":"orders"}')
    await expect.poll(customers, { timeout: 5_000 }).toContain('"region":"north"}')
    // As often as seconds went by, not as changes were made; who rests on nothing else hears nothing.
    expect(resets(orders()) - before).toBeLessThanOrEqual(3)
    expect(resets(customers())).toBe(0)
    await owner.call('PATCH', `${base}/customers/${south.id}`, { region: 'south' })
  })

  it('tells a stream what leaves it because two of its fields say so', async () => {
    await setConditions('record.updatedAt <= record.createdAt')
    const mine = await order(north)
    const { host, port } = new URL(server.appOrigin(slug))
    let told = ''
    const stream = request(
      { host: '127.0.0.1', port, path: `${base}/changes?collections=orders`, headers: { host, cookie: nora.cookie } },
      (answer) => answer.setEncoding('utf8').on('data', (chunk: string) => (told += chunk)),
    ).end()
    onTestFinished(() => void stream.destroy())
    await expect.poll(() => told, { timeout: 5_000 }).toMatch(new RegExp(`event: created\\n.*${mine.id}`))
    await owner.call('PATCH', `${base}/orders/${mine.id}`, { n: ++next })
    await expect.poll(() => told, { timeout: 5_000 }).toMatch(new RegExp(`event: removed\\n.*${mine.id}`))
  })

  it('pages by cursor, though it names the time', async () => {
    await setConditions('record.customer.region = caller.region and record.createdAt <= now()')
    for (let i = 0; i < 5; i++) await order(i % 2 === 0 ? north : south)
    await server.edit(projectId, (doc, origin) =>
      setModelCondition(doc, { id: ids.customers, operation: 'list', condition: 'record.createdAt <= now()' }, origin),
    )
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
    const rows: unknown[] = []
    for (let cursor = ''; ;) {
      // Its filter goes through a rule that names the time as well.
      const filter = 'customer.region=north'
      const page = `${base}/orders?${filter}&sort=n&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`
      const { data, meta } = (await nora.call<{ data: Row[]; meta: { nextCursor: string | null } }>('GET', page)).body
      rows.push(...data.map(({ n }) => n))
      if (meta.nextCursor === null) break
      cursor = meta.nextCursor
    }
    expect(rows).toEqual(await seen(nora))
    expect(rows.length).toBeGreaterThanOrEqual(3)
  })

  it('pages by cursor, though a rule of what is asked for names the time', async () => {
    const setRule = (condition: string): Promise<void> =>
      server.edit(projectId, (doc, origin) =>
        setModelCondition(doc, { id: ids.customers, operation: 'list', condition }, origin),
      )
    await setRule('record.createdAt <= now()')
    await setConditions('')
    const page = `${base}/orders?sort=n&limit=1&customer.region=north`
    const first = await nora.call<{ meta: { nextCursor: string } }>('GET', page)
    expect((await nora.call('GET', `${page}&cursor=${first.body.meta.nextCursor}`)).status).toBe(200)
    await setRule('')
    await setConditions('record.customer.region = caller.region')
  })
})

describe('what a condition rests on', () => {
  it('follows renames at once, and closes when a field is deleted', async () => {
    await setConditions('record.customer.region = caller.region')
    const before = await seen(nora)
    expect(before).not.toEqual([])
    await server.edit(projectId, (doc, origin) => {
      setField(doc, { id: ids.region, name: 'area' }, origin)
      setField(doc, { id: ids.customer, name: 'buyer' }, origin)
    })
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
    expect(await seen(nora)).toEqual(before)
    await setConditions('record.buyer.area != "west"')
    expect(await seen(nora)).not.toEqual([])
    await server.edit(projectId, (doc, origin) => trashField(doc, { id: ids.region }, origin))
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
    expect(await seen(nora)).toEqual([])
    expect((await nora.call('POST', `${base}/orders`, { n: ++next, buyer: north.id })).status).toBe(403)
  })

  it('knows an address only once it has proved to be somebody’s own', async () => {
    await setConditions('caller.email = "nora@visitors.example"')
    expect(await seen(nora)).toEqual([])
    await setConditions('caller.region = "north" and not ("cook" in caller.roles)')
    expect(await seen(nora)).not.toEqual([])
    await owner.call('PUT', `/api/projects/${projectId}/app-users/${nora.id}`, { roles: ['cook'] })
    expect(await seen(nora)).toEqual([])
  })

  it('binds members where the rule names them, all but owners', async () => {
    const editor = await server.register('Ed')
    const email = editor.session.user.email
    await owner.call('POST', `/api/projects/${projectId}/members`, { email, role: 'editor' })
    await setConditions('record.createdBy = caller.id', RECORD_OPERATIONS, 'viewer')
    const count = async (who: Client) =>
      (await who.call<{ data: Row[] }>('GET', `${base}/orders?limit=200`)).body.data.length
    expect(await count(editor)).toBe(0)
    expect(await count(owner)).toBeGreaterThan(0)
    expect((await editor.call('POST', `${base}/orders`, { n: ++next })).status).toBe(201)
    expect(await count(editor)).toBe(1)
    await setConditions('record.createdBy = caller.id', RECORD_OPERATIONS, 'signedIn')
    expect(await count(editor)).toBe(await count(owner))
  })

  it('takes claims with the names of none that everybody has', async () => {
    const put = (claims: unknown) => owner.call('PUT', `/api/projects/${projectId}/app-users/${nora.id}`, { claims })
    expect((await put({ role: 'owner' })).status).toBe(400)
    expect((await put({ Region: 'x' })).status).toBe(400)
    expect((await put({ region: { $ne: 1 } })).status).toBe(400)
    expect((await put({ region: 'north', level: 3, vip: true })).body).toMatchObject({ claims: { level: 3 } })
  })

  it('can be tried in somebody’s place before it is saved, by editors', async () => {
    const path = `/api/projects/${projectId}/models/${ids.customers}/try-rule`
    const reach = async (as: unknown, condition: string, audience = 'appUser') =>
      (await owner.call('POST', path, { env: 'live', operation: 'list', audience, condition, as })).body
    const total = 2
    expect(await reach({ kind: 'visitor' }, '', 'public')).toEqual({ count: 2, total })
    expect(await reach({ kind: 'visitor' }, '')).toEqual({ count: 0, total })
    expect(
      await reach({ kind: 'appUser', id: sue.id }, `record.id = "${south.id}" and caller.region = "south"`),
    ).toEqual({
      count: 1,
      total,
    })
    expect(await reach({ kind: 'role', role: 'cook' }, '"cook" in caller.roles')).toEqual({ count: 2, total })
    expect(await reach({ kind: 'role', role: null }, '"cook" in caller.roles')).toEqual({ count: 0, total })
    expect(await reach({ kind: 'member', role: 'viewer' }, 'false')).toEqual({ count: 2, total })
    expect(await reach({ kind: 'visitor' }, 'record.nothing = 1')).toMatchObject({ errors: [{ path: 'condition' }] })
    const input = { env: 'live', operation: 'list', audience: 'public', condition: '', as: { kind: 'visitor' } }
    const viewer = await server.register('Vic')
    await owner.call('POST', `/api/projects/${projectId}/members`, { email: viewer.session.user.email, role: 'viewer' })
    expect((await viewer.call('POST', path, input)).status).toBe(403)
    expect((await (await server.register('Strange')).call('POST', path, input)).status).toBe(404)
  })

  it('goes by people whom records name, app users among them', async () => {
    await server.edit(projectId, (doc, origin) =>
      addField(doc, { modelId: ids.orders, name: 'agent', type: 'user' }, origin),
    )
    await setConditions('record.agent = caller.id')
    const send = (agent: string) => owner.call<{ data: Row }>('POST', `${base}/orders`, { n: ++next, agent })
    const hers = (await send(nora.id)).body.data
    await send(owner.session.user.id)
    expect((await send('nobody-of-ours')).status).toBe(400)
    expect(await seen(nora)).toEqual([hers['n']])
    expect(await seen(sue)).toEqual([])
    const { body } = await nora.call('GET', `${base}/orders/${hers.id}?expand=agent`)
    expect(body).toMatchObject({ data: { agent: nora.id, expand: { agent: { id: nora.id, name: 'Nora' } } } })
  })

  it('compares fields of one record, in what is read and in what is written', async () => {
    await server.edit(projectId, (doc, origin) => {
      addField(doc, { modelId: ids.orders, name: 'spent', type: 'number' }, origin)
      addField(doc, { modelId: ids.orders, name: 'budget', type: 'number' }, origin)
      const constraints = { many: true }
      addField(doc, { modelId: ids.orders, name: 'helpers', type: 'user', constraints }, origin)
    })
    await setConditions('record.spent <= record.budget')
    const send = (who: Person, more: object) =>
      who.call<{ data: Row }>('POST', `${base}/orders`, { n: ++next, ...more })
    const run = (more: object) => owner.call<{ data: Row }>('POST', `${base}/orders`, { n: ++next, ...more })
    const within = (await send(nora, { spent: 2, budget: 10 })).body.data
    const over = (await run({ spent: 11, budget: 10 })).body.data
    await run({ spent: 1 })
    await run({ budget: 1 })
    expect(await seen(nora)).toEqual([within['n']])
    expect((await send(nora, { spent: 11, budget: 10 })).status).toBe(403)
    expect((await send(nora, { spent: 1 })).status).toBe(403)
    expect((await nora.call('PATCH', `${base}/orders/${within.id}`, { spent: 10.5 })).status).toBe(403)
    await setConditions('not (record.spent <= record.budget)')
    expect(await seen(nora)).toEqual([over['n']])
    await setConditions('record.createdBy in record.helpers')
    expect((await send(nora, { helpers: [sue.id] })).status).toBe(403)
    const hers = (await send(nora, { helpers: [sue.id, nora.id] })).body.data
    expect(await seen(sue)).toEqual([hers['n']])
    await setConditions('record.createdBy not in record.helpers and record.spent >= 2')
    expect(await seen(sue)).toEqual([within['n'], over['n']])
  })

  it.each<[Audience, string]>([
    ['own', ''],
    ['own', 'record.n > 2'],
    ['appUser', 'record.createdBy = caller.id or record.n in [1, 2, 3]'],
    ['signedIn', 'not (record.n < 5) or caller.region = "south"'],
    ['public', 'record.createdAt <= now() and record.n != 4'],
  ])('lets GraphQL and REST answer the same under %s and %s', async (audience, condition) => {
    await setConditions(condition, RECORD_OPERATIONS, audience)
    for (const who of [nora, sue, ned, owner])
      for (const filter of ['{}', '{"n":{"gte":2}}', '{"or":[{"n":{"lt":4}},{"n":{"gt":8}}]}']) {
        const path = `${base}/orders?sort=-n&limit=50&count=exact&filter=${encodeURIComponent(filter)}`
        const rest = (await who.call<{ data: Row[]; meta: { count: number } }>('GET', path)).body
        const query = 'query ($filter: JSON) { orders(sort: "-n", limit: 50, filter: $filter) { data { id n } count } }'
        const asked = { query, variables: { filter: JSON.parse(filter) as unknown } }
        const graph = (await who.call<{ data: { orders: unknown } }>('POST', `${base}/graphql`, asked)).body
        const data = rest.data.map(({ id, n }) => ({ id, n }))
        expect(graph.data.orders).toEqual({ data, count: rest.meta.count })
      }
  })

  it('compares claims as what they are compared with', async () => {
    const seesAll = async (condition: string, claims: Record<string, string | number | boolean>): Promise<boolean> => {
      await know(ned, claims)
      await setConditions(condition)
      return (await seen(ned)).length > 0
    }
    expect(await seesAll('caller.level > 3', { level: '5' })).toBe(true)
    expect(await seesAll('caller.level > 3', { level: 'high' })).toBe(false)
    expect(await seesAll('not (caller.level > 3)', { level: 'high' })).toBe(false)
    expect(await seesAll('caller.vip', { vip: 'true' })).toBe(true)
    expect(await seesAll('record.n >= caller.least', { least: '0' })).toBe(true)
    expect(await seesAll('caller.team = null', {})).toBe(true)
    expect(await seesAll('caller.team != null', {})).toBe(false)
  })

  it('is nothing that visitors are told of', async () => {
    await setConditions('record.createdBy = "a secret person"')
    const { text } = await server.app(slug, '/app.json', {
      headers: { cookie: nora.cookie, origin: server.appOrigin(slug) },
    })
    expect(text).not.toContain('secret person')
  })
})
