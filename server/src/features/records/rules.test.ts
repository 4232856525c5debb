import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { parseModels } from '@axiom/shared/document/parseModels'
import type { Audience, RecordOperation } from '@axiom/shared/document/views'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { openEvents } from '../../../test/openEvents.ts'
import { registerVisitor, type Visitor } from '../../../test/visitor.ts'

const CALLERS = [
  'visitor',
  'anonymous',
  'foreignKey',
  'appUser',
  'cook',
  'stranger',
  'viewer',
  'commenter',
  'editor',
  'key',
  'owner',
] as const
type Caller = (typeof CALLERS)[number]
const AUDIENCES = ['public', 'signedIn', 'appUser', 'viewer', 'commenter', 'editor', 'owner', 'apiKey'] as const
const RULES = ['list', 'read', 'create', 'update', 'delete'] as const

/** Who is in which audience, written out: the code under test has no say in it. */
const MEMBERS: Record<(typeof AUDIENCES)[number], readonly Caller[]> = {
  public: CALLERS,
  signedIn: ['appUser', 'cook', 'stranger', 'viewer', 'commenter', 'editor', 'key', 'owner'],
  viewer: ['viewer', 'commenter', 'editor', 'key', 'owner'],
  commenter: ['commenter', 'editor', 'key', 'owner'],
  editor: ['editor', 'key', 'owner'],
  appUser: ['appUser', 'cook', 'viewer', 'commenter', 'editor', 'key', 'owner'],
  owner: ['owner'],
  apiKey: ['key', 'owner'],
}
const REFUSED: Record<Caller, number> = {
  visitor: 401,
  anonymous: 401,
  foreignKey: 401,
  appUser: 403,
  cook: 403,
  stranger: 404,
  viewer: 403,
  commenter: 403,
  editor: 403,
  key: 403,
  owner: 403,
}

type Ask = (method: string, path: string, body?: unknown) => Promise<number>

interface Operation {
  rule: RecordOperation
  ok: number
  /** Who may whatever the rule says is fewer. */
  only?: readonly Caller[]
  run: (ask: Ask, query: string, id: string) => Promise<number>
}

const OPERATIONS: Record<string, Operation> = {
  list: { rule: 'list', ok: 200, run: (ask, query) => ask('GET', `/things${query}`) },
  aggregate: { rule: 'list', ok: 200, run: (ask, query) => ask('GET', `/things/aggregate${query}`) },
  duplicates: {
    rule: 'list',
    ok: 200,
    only: ['editor', 'owner'],
    run: (ask, query) => ask('GET', `/things/duplicates${query}&field=n`),
  },
  changes: { rule: 'list', ok: 200, run: (ask, query) => ask('STREAM', `/changes${query}&collections=things`) },
  create: { rule: 'create', ok: 201, run: (ask, query) => ask('POST', `/things${query}`, { n: 1 }) },
  'create many': { rule: 'create', ok: 201, run: (ask, query) => ask('POST', `/things${query}`, [{ n: 1 }, { n: 2 }]) },
  read: { rule: 'read', ok: 200, run: (ask, query, id) => ask('GET', `/things/${id}${query}`) },
  patch: { rule: 'update', ok: 200, run: (ask, query, id) => ask('PATCH', `/things/${id}${query}`, { n: 2 }) },
  replace: { rule: 'update', ok: 200, run: (ask, query, id) => ask('PUT', `/things/${id}${query}`, { n: 3 }) },
  delete: { rule: 'delete', ok: 204, run: (ask, query, id) => ask('DELETE', `/things/${id}${query}`) },
}

let server: TestServer
let owner: Client
let projectId: string
let modelId: string
let asks: Record<Caller, Ask>

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'S', template: 'blank' })
  projectId = made.body.id
  modelId = await server.edit(projectId, (doc, origin) => {
    const id = addModel(doc, { name: 'things' }, origin)
    addField(doc, { modelId: id, name: 'n', type: 'integer' }, origin)
    return id
  })
  const base = `/api/dynamic/${projectId}`
  const asToken = (token: string | null): Ask => {
    const headers = token !== null && { authorization: `Bearer ${token}` }
    return async (method, path, body) => {
      if (method !== 'STREAM') return (await server.anonymous(method, base + path, body, { ...headers })).status
      const stream = await openEvents(`${server.url}${base}${path}`, { ...headers })
      stream.close()
      return stream.status
    }
  }
  const asUser = (client: Client): Ask => asToken(client.session.accessToken)
  const asKeyOf = async (client: Client, project: string): Promise<Ask> => {
    const input = { name: 'Script', scopes: ['read:*', 'write:*'] }
    const { body } = await client.call<{ secret: string }>('POST', `/api/projects/${project}/api-keys`, input)
    return asToken(body.secret)
  }
  const join = async (role: string): Promise<Ask> => {
    const person = await server.register(role)
    const { status } = await owner.call('POST', `/api/projects/${projectId}/members`, {
      email: person.session.user.email,
      role,
    })
    expect(status).toBe(201)
    return asUser(person)
  }
  const stranger = await server.register('Stranger')
  const theirs = await stranger.call<{ id: string }>('POST', '/api/projects', { name: 'Theirs', template: 'blank' })
  const { slug } = made.body
  await owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, {
    registration: 'open',
    verifyEmail: false,
    roles: ['cook'],
  })
  const asAppUser = (visitor: Visitor): Ask => {
    return async (method, path, body) =>
      (await visitor.call(method === 'STREAM' ? 'HEAD' : method, base + path, body)).status
  }
  const cook = await registerVisitor(server, slug, 'Cook')
  await owner.call('PUT', `/api/projects/${projectId}/app-users/${cook.id}`, { roles: ['cook'] })
  asks = {
    appUser: asAppUser(await registerVisitor(server, slug, 'Guest')),
    cook: asAppUser(cook),
    // A page of the published app, on its own origin.
    visitor: async (method, path, body) => {
      const answer = await server.app(made.body.slug, base + path, {
        // The head is enough to see whether a stream would open.
        method: method === 'STREAM' ? 'HEAD' : method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      return answer.status
    },
    anonymous: asToken(null),
    foreignKey: await asKeyOf(stranger, theirs.body.id),
    stranger: asUser(stranger),
    viewer: await join('viewer'),
    commenter: await join('commenter'),
    editor: await join('editor'),
    key: await asKeyOf(owner, projectId),
    owner: asUser(owner),
  }
})
afterAll(() => server.close())

async function setRules(rules: Record<RecordOperation, Audience>): Promise<void> {
  await server.edit(projectId, (doc, origin) => {
    for (const operation of RULES) setModelRule(doc, { id: modelId, operation, audience: rules[operation] }, origin)
    expect(parseModels(doc)[0]?.rules).toEqual(rules)
  })
  const { status } = await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  expect(status).toBe(201)
}

/** A record that the project's owner made, by editing the rules if need be: the owner is in every audience. */
async function newRecord(query: string): Promise<string> {
  const path = `/api/dynamic/${projectId}/things${query}`
  return (await owner.call<{ data: { id: string } }>('POST', path, { n: 0 })).body.data.id
}

async function everything(query: string): Promise<unknown> {
  return (await owner.call('GET', `/api/dynamic/${projectId}/things${query}&limit=200&sort=id`)).body['data']
}

const all = (audience: Audience): Record<RecordOperation, Audience> => ({
  list: audience,
  read: audience,
  create: audience,
  update: audience,
  delete: audience,
})

describe('with every rule on a role of the app', () => {
  beforeAll(() => setRules(all('app:cook')))

  it.each(CALLERS)('a %s reads and writes as he should', async (caller) => {
    const members: readonly Caller[] = ['viewer', 'commenter', 'editor', 'key', 'owner']
    for (const [name, { rule, ok, only, run }] of Object.entries(OPERATIONS)) {
      // Members keep what a closed model gives them.
      const inside = rule === 'list' || rule === 'read' ? members : (['editor', 'key', 'owner'] as const)
      const allowed = (caller === 'cook' || inside.includes(caller)) && (only?.includes(caller) ?? true)
      const id = await newRecord('?env=live')
      expect([name, await run(asks[caller], '?env=live', id)]).toEqual([name, allowed ? ok : REFUSED[caller]])
    }
  })
})

describe.each(AUDIENCES)('with every rule on %s', (audience) => {
  beforeAll(() => setRules(all(audience)))

  it.each(CALLERS.flatMap((caller) => (['live', 'draft'] as const).map((env) => ({ caller, env }))))(
    'every operation of a $caller in $env answers what it should, and a refused one changes nothing',
    async ({ caller, env }) => {
      const query = `?env=${env}`
      const isIn = MEMBERS[audience].includes(caller) && (env === 'live' || MEMBERS.viewer.includes(caller))
      for (const [name, { ok, only, run }] of Object.entries(OPERATIONS)) {
        const allowed = isIn && (only?.includes(caller) ?? true)
        const id = await newRecord(query)
        const before = allowed ? null : await everything(query)
        expect([name, await run(asks[caller], query, id)]).toEqual([name, allowed ? ok : REFUSED[caller]])
        if (!allowed) expect(await everything(query)).toEqual(before)
        await owner.call('DELETE', `/api/dynamic/${projectId}/things/${id}${query}`)
      }
    },
  )
})

describe.each(RULES)('with only the rule for %s closed', (closed) => {
  beforeAll(() => setRules({ ...all('public'), [closed]: 'owner' }))

  it.each(CALLERS)('a %s is refused exactly there', async (caller) => {
    for (const [name, { rule, ok, only, run }] of Object.entries(OPERATIONS)) {
      const allowed = (rule !== closed || caller === 'owner') && (only?.includes(caller) ?? true)
      const id = await newRecord('?env=live')
      const status = await run(asks[caller], '?env=live', id)
      expect([name, status]).toEqual([name, allowed ? ok : REFUSED[caller]])
    }
  })
})

describe('beside the rules', () => {
  beforeAll(() => setRules(all('public')))

  it('without ?env a published project answers with its live records', async () => {
    const [live, draft] = [await newRecord('?env=live'), await newRecord('?env=draft')]
    const read = (id: string) => asks.anonymous('GET', `/things/${id}`)
    expect([await read(live), await read(draft)]).toEqual([200, 404])
  })

  it('an app has no other project’s records', async () => {
    const { body } = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', { name: 'Other' })
    const path = `/api/dynamic/${projectId}/things`
    expect((await server.app(body.slug, path)).status).toBe(404)
    expect((await server.app(body.slug, `/api/dynamic/${body.id}/../${projectId}/things`)).status).toBe(404)
  })

  it('a role that was given is right at once, and one that was taken too', async () => {
    await setRules(all('editor'))
    const person = await server.register('Changing')
    const { user } = person.session
    const list = async () => (await person.call('GET', `/api/dynamic/${projectId}/things`)).status
    const members = `/api/projects/${projectId}/members`
    expect(await list()).toBe(404)
    await owner.call('POST', members, { email: user.email, role: 'editor' })
    expect(await list()).toBe(200)
    await owner.call('PUT', `${members}/${user.id}`, { role: 'viewer' })
    expect(await list()).toBe(403)
    await owner.call('DELETE', `${members}/${user.id}`)
    expect(await list()).toBe(404)
  })
})
