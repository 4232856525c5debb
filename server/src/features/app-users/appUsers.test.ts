import type { KeptMails } from '@axiom/shared/contracts/mails'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setScreen } from '@axiom/shared/document/operations/setScreen'
import type { Audience } from '@axiom/shared/document/views'
import { specFor } from '@axiom/shared/widgets/registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { createVisitor, registerVisitor, type Visitor, VISITOR_PASSWORD } from '../../../test/visitor.ts'

let server: TestServer
let owner: Client
let projectId: string
let slug: string
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-01-01T00:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time })
  owner = await server.register('Owner')
  const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', {
    name: 'App',
    template: 'blank',
  })
  ;({ id: projectId, slug } = made.body)
})
afterAll(() => server.close())

const settings = (values: object) =>
  owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, {
    registration: 'open',
    verifyEmail: false,
    roles: ['cook'],
    ...values,
  })
const users = `/api/projects/PROJECT/app-users`
const usersPath = () => users.replace('PROJECT', projectId)
const login = (visitor: Visitor, email: string, password = VISITOR_PASSWORD) =>
  visitor.call('POST', '/api/app/login', { email, password })

async function who(visitor: Visitor): Promise<string | null> {
  const { body } = await visitor.call<{ visitor: { name: string } | null }>('GET', '/app.json')
  return body.visitor?.name ?? null
}

describe('accounts of an app', () => {
  beforeAll(async () => {
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  })

  it('are made by invitation until somebody opens registration', async () => {
    const visitor = createVisitor(server, slug)
    const input = { name: 'Early', email: 'early@example.com', password: VISITOR_PASSWORD }
    expect((await visitor.call('POST', '/api/app/register', input)).body).toMatchObject({ code: 'forbidden' })
    await settings({ registration: 'open' })
    expect((await visitor.call('POST', '/api/app/register', input)).status).toBe(201)
    expect(await who(visitor)).toBe('Early')
    expect((await createVisitor(server, slug).call('POST', '/api/app/register', input)).body).toMatchObject({
      code: 'email_taken',
    })
  })

  it('keep their session in a cookie that no script reads, until it is ended', async () => {
    const visitor = createVisitor(server, slug)
    const { headers } = await login(visitor, 'EARLY@example.com')
    const cookie = String(headers['set-cookie'])
    expect(cookie).toMatch(/^__Host-axiom-app=/)
    for (const flag of ['HttpOnly', 'Secure', 'SameSite=Strict', 'Path=/']) expect(cookie).toContain(flag)
    const stolen = createVisitor(server, slug)
    stolen.cookie = visitor.cookie
    expect(await who(stolen)).toBe('Early')
    expect((await visitor.call('POST', '/api/app/logout')).status).toBe(204)
    expect(visitor.cookie).toBe('')
    expect(await who(stolen)).toBeNull()
  })

  it('end after a week without use, and after 30 days of use', async () => {
    const visitor = await registerVisitor(server, slug, 'Lasting')
    const day = 24 * 3600_000
    for (let i = 0; i < 4; i++) {
      time += 6 * day
      expect([i, await who(visitor)]).toEqual([i, 'Lasting'])
    }
    const idle = createVisitor(server, slug)
    await login(idle, 'lasting@visitors.example')
    time += 7 * day
    expect([await who(visitor), await who(idle)]).toEqual([null, null])
  })

  it('answer a wrong password and an unknown account alike, and slow guessing down', async () => {
    const guest = createVisitor(server, slug)
    const [known, unknown] = [await login(guest, 'early@example.com', 'wrong'), await login(guest, 'no@example.com')]
    expect(known.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
    expect(unknown.body['title']).toBe(known.body['title'])
    for (let i = 0; i < 5; i++) await login(guest, 'early@example.com', 'wrong')
    expect((await login(guest, 'early@example.com')).status).toBe(429)
    time += 3600_000
    expect((await login(guest, 'early@example.com')).status).toBe(200)
  })

  it('are nobody at the editor, and builders are nobody at the app', async () => {
    const builder = { email: owner.session.user.email, password: 'correct horse battery' }
    expect((await createVisitor(server, slug).call('POST', '/api/app/login', builder)).status).toBe(401)
    const at = await server.anonymous('POST', '/api/auth/login', {
      email: 'early@example.com',
      password: VISITOR_PASSWORD,
    })
    expect(at.status).toBe(401)
    const visitor = createVisitor(server, slug)
    await login(visitor, 'early@example.com')
    const asked = await server.anonymous('GET', usersPath(), undefined, { cookie: visitor.cookie })
    expect(asked.status).toBe(401)
    expect((await visitor.call('GET', usersPath())).status).toBe(404)
  })

  it('cannot be ridden by a page of another origin, not even of a sibling app', async () => {
    const visitor = createVisitor(server, slug)
    await login(visitor, 'early@example.com')
    const sibling = server.appOrigin('sibling')
    for (const headers of [{ origin: sibling }, { origin: 'null' }, { 'sec-fetch-site': 'same-site' }]) {
      const asked = await visitor.call('PUT', '/api/app/account', { name: 'Hijacked' }, headers)
      expect([headers, asked.body]).toEqual([headers, expect.objectContaining({ code: 'bad_origin' })])
    }
    const read = await visitor.call<{ visitor: unknown }>('GET', '/app.json', undefined, {
      'sec-fetch-site': 'same-site',
    })
    expect(read.body.visitor).toBeNull()
    expect(await who(visitor)).toBe('Early')
  })

  it('let their owner change name and password and leave', async () => {
    const [here, there] = [await registerVisitor(server, slug, 'Owner'), createVisitor(server, slug)]
    await login(there, 'owner@visitors.example')
    expect((await here.call('PUT', '/api/app/account', { name: 'Renamed' })).status).toBe(200)
    const next = 'another long password'
    const change = (current: string) => here.call('PUT', '/api/app/password', { current, password: next })
    expect((await change('wrong')).status).toBe(401)
    expect((await change(VISITOR_PASSWORD)).status).toBe(204)
    expect([await who(here), await who(there)]).toEqual(['Renamed', null])
    expect((await here.call('POST', '/api/app/leave', { password: next })).status).toBe(204)
    expect((await login(there, 'owner@visitors.example', next)).status).toBe(401)
  })
})

describe('mails of an app', () => {
  beforeAll(async () => {
    owner = await server.signInAgain(owner)
  })

  /** The secret of the newest link that was mailed to an address. */
  async function linkTo(email: string, subject: string): Promise<string> {
    const find = async () => {
      const { body } = await owner.call<KeptMails>('GET', `/api/projects/${projectId}/mails`)
      return body.data.find((mail) => mail.to[0] === email && mail.subject.startsWith(subject))
    }
    await expect.poll(find, { timeout: 5_000 }).toBeTruthy()
    return /#([\w-]{20,})/.exec((await find())?.text ?? '')?.[1] ?? ''
  }

  it('bring a link for a forgotten password, once, to known addresses only; the answer is the same', async () => {
    const visitor = await registerVisitor(server, slug, 'Forgets')
    const email = 'forgets@visitors.example'
    const forgot = (address: string) => visitor.call('POST', '/api/app/forgot', { email: address })
    const [known, unknown] = [await forgot(email), await forgot('nobody@visitors.example')]
    expect([known.status, unknown.status, known.body, unknown.body]).toEqual([204, 204, null, null])
    const token = await linkTo(email, 'A new password')
    const elsewhere = createVisitor(server, slug)
    const password = 'a quite different one'
    expect((await elsewhere.call('POST', '/api/app/reset', { token, password })).status).toBe(200)
    // What was signed in before is not any more.
    expect([await who(elsewhere), await who(visitor)]).toEqual(['Forgets', null])
    expect((await visitor.call('POST', '/api/app/reset', { token, password })).status).toBe(410)
    const { body } = await owner.call<KeptMails>('GET', `/api/projects/${projectId}/mails`)
    expect(body.data.filter((mail) => mail.to[0] === 'nobody@visitors.example')).toEqual([])
    for (let i = 0; i < 5; i++) await forgot('nobody@visitors.example')
    expect((await forgot('nobody@visitors.example')).status).toBe(429)
  })

  it('bring a link to prove an address, where the app demands that: until then one is nobody to its rules', async () => {
    await settings({ verifyEmail: true })
    const visitor = await registerVisitor(server, slug, 'Proves')
    expect(await who(visitor)).toBe('Proves')
    expect((await visitor.call('PUT', '/api/app/account', { name: 'X' })).status).toBe(401)
    expect((await visitor.call('POST', '/api/app/send-verification')).status).toBe(204)
    const token = await linkTo('proves@visitors.example', 'Confirm')
    expect((await visitor.call('POST', '/api/app/reset', { token, password: VISITOR_PASSWORD })).status).toBe(410)
    expect((await visitor.call('POST', '/api/app/verify', { token })).status).toBe(204)
    expect((await visitor.call('PUT', '/api/app/account', { name: 'Proved' })).status).toBe(200)
    await settings({ verifyEmail: false })
  })
})

describe('members of the project', () => {
  it('invite, give roles, block and delete; each acts at once', async () => {
    const invited = await owner.call<{ user: { id: string; invited: boolean }; link: string }>('POST', usersPath(), {
      email: 'cook@example.com',
      name: 'Cook',
      roles: ['cook'],
    })
    expect(invited).toMatchObject({ status: 201, body: { user: { invited: true, roles: ['cook'] } } })
    const [address = '', token = ''] = invited.body.link.split('#')
    expect(address).toBe(`${server.appOrigin(slug)}/-/reset`)
    const cook = createVisitor(server, slug)
    expect((await login(cook, 'cook@example.com', '')).status).toBe(400)
    const reset = (password: string) => cook.call('POST', '/api/app/reset', { token, password })
    expect((await reset('1234567890')).status).toBe(400)
    expect((await reset(VISITOR_PASSWORD)).body).toMatchObject({ user: { roles: ['cook'], verified: true } })
    expect((await reset(VISITOR_PASSWORD)).body).toMatchObject({ status: 410, code: 'link_ended' })

    const path = `${usersPath()}/${invited.body.user.id}`
    expect((await owner.call('PUT', path, { roles: ['chef'] })).body).toMatchObject({ code: 'invalid_input' })
    expect((await owner.call('PUT', path, { blocked: true })).status).toBe(200)
    expect(await who(cook)).toBeNull()
    expect((await login(cook, 'cook@example.com')).status).toBe(403)
    await owner.call('PUT', path, { blocked: false })
    expect((await login(cook, 'cook@example.com')).status).toBe(200)
    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect(await who(cook)).toBeNull()
    expect((await owner.call('DELETE', path)).status).toBe(404)
  })

  it('find them by name or address, page by page', async () => {
    const found = await owner.call<{ data: { email: string }[]; meta: { count: number } }>(
      'GET',
      `${usersPath()}?search=EARLY`,
    )
    expect(found.body).toMatchObject({ data: [{ email: 'early@example.com' }], meta: { count: 1, nextCursor: null } })
    expect(JSON.stringify(found.body)).not.toContain('$2')
  })

  it('need the role of editor', async () => {
    const [viewer, stranger] = [await server.register('Viewer'), await server.register('Stranger')]
    const email = viewer.session.user.email
    await owner.call('POST', `/api/projects/${projectId}/members`, { email, role: 'viewer' })
    for (const [method, body] of [['GET'], ['POST', { email: 'x@example.com', name: 'X' }]] as const) {
      expect((await viewer.call(method, usersPath(), body)).status).toBe(403)
      expect((await stranger.call(method, usersPath(), body)).status).toBe(404)
      expect((await server.anonymous(method, usersPath(), body)).status).toBe(401)
    }
  })
})

describe('guarded screens', () => {
  interface Served {
    screens: { id: string; name: string; route: string }[]
    nodes: { id: string; props: { text?: string } }[]
    models: { name: string }[]
  }
  let guarded: string

  const guard = async (access: Audience): Promise<void> => {
    await server.edit(projectId, (doc, origin) => setScreen(doc, { id: guarded, access }, origin))
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  }
  const served = async (visitor: Visitor): Promise<Served> => (await visitor.call<Served>('GET', '/app.json')).body

  beforeAll(async () => {
    const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', {
      name: 'G',
      template: 'orders',
    })
    ;({ id: projectId, slug } = made.body)
    await settings({ registration: 'open' })
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
    const first = await served(createVisitor(server, slug))
    guarded = first.screens[0]?.id ?? ''
    expect(first.nodes.length).toBeGreaterThan(3)
  })

  it('are not in what others are sent: neither widgets nor names nor models', async () => {
    await guard('appUser')
    const open = await served(createVisitor(server, slug))
    expect(open.screens.find(({ id }) => id === guarded)).toMatchObject({ name: '', title: '' })
    expect(JSON.stringify(open.nodes)).not.toContain(guarded)
    const visitor = await registerVisitor(server, slug, 'Sees')
    const whole = await served(visitor)
    expect(whole.screens.find(({ id }) => id === guarded)?.name).not.toBe('')
    expect(whole.nodes.length).toBeGreaterThan(open.nodes.length)
  })

  it('open to a role only, from the moment it is given', async () => {
    await guard('app:cook')
    const visitor = await registerVisitor(server, slug, 'Cooks')
    expect(JSON.stringify((await served(visitor)).nodes)).not.toContain(guarded)
    await owner.call('PUT', `${usersPath()}/${visitor.id}`, { roles: ['cook'] })
    expect(JSON.stringify((await served(visitor)).nodes)).toContain(guarded)
  })

  it('take answers of their forms only from who may see them', async () => {
    const formId = await server.edit(projectId, (doc, origin) => {
      const [id = ''] = insertNodes(doc, { parentId: guarded, nodes: [specFor('form')] }, origin)
      return id
    })
    await guard('appUser')
    const send = (visitor: Visitor) =>
      visitor.call('POST', `/api/projects/${projectId}/submissions`, { screenId: guarded, formId, formData: {} })
    expect((await send(createVisitor(server, slug))).status).toBe(404)
    expect((await send(await registerVisitor(server, slug, 'Sends'))).status).toBe(201)
  })
})
