import type { AppAccess, Entrance } from '@axiom/shared/contracts/appAccess'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { createVisitor, registerVisitor, type Visitor } from '../../../test/visitor.ts'

let server: TestServer
let owner: Client
let projectId: string
let slug: string
let time = Date.parse('2100-01-01T00:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time })
  owner = await server.register('Owner')
  const made = await owner.call<{ id: string; slug: string }>('POST', '/api/projects', {
    name: 'App',
    template: 'orders',
  })
  ;({ id: projectId, slug } = made.body)
  await server.edit(projectId, (doc, origin) => {
    const id = addModel(doc, { name: 'open' }, origin)
    for (const operation of ['list', 'read'] as const) setModelRule(doc, { id, operation, audience: 'public' }, origin)
  })
  await owner.call('POST', `/api/projects/${projectId}/publish`, {})
  const settings = { registration: 'open', verifyEmail: false, roles: [] }
  await owner.call('PUT', `/api/projects/${projectId}/app-user-settings`, settings)
})
afterAll(() => server.close())

async function open(entrance: Entrance, frameOrigins: string[] = []): Promise<AppAccess> {
  const path = `/api/projects/${projectId}/app-access`
  const { status, body } = await owner.call<AppAccess>('PUT', path, { entrance, frameOrigins })
  expect(status).toBe(200)
  return body
}

interface Served {
  screens: unknown[]
  entrance: Entrance | null
}

/** Whether the app and its data are there for somebody. */
async function sees(visitor: Visitor): Promise<[boolean, number]> {
  const app = (await visitor.call<Served>('GET', '/app.json')).body
  expect(app.screens.length > 0).toBe(app.entrance === null)
  return [app.entrance === null, (await visitor.call('GET', `/api/dynamic/${projectId}/open`)).status]
}

const SEES = [true, 200] as const
const SEES_NOTHING = [false, 401] as const
const enter = (visitor: Visitor, token: string) => visitor.call('POST', '/api/app/enter', { token })
const secretOf = (url: string | null): string => url?.split('#')[1] ?? ''

it('is open to everybody at first', async () => {
  expect(await sees(createVisitor(server, slug))).toEqual(SEES)
})

it('by its secret link only, until that is replaced', async () => {
  const { link } = await open('link')
  const [guest, other] = [createVisitor(server, slug), createVisitor(server, slug)]
  expect(await sees(guest)).toEqual(SEES_NOTHING)
  expect((await enter(guest, 'a wrong secret of some length')).status).toBe(410)
  expect((await enter(guest, secretOf(link))).status).toBe(200)
  expect(await sees(guest)).toEqual(SEES)
  expect(await sees(other)).toEqual(SEES_NOTHING)
  const renewed = await owner.call<AppAccess>('POST', `/api/projects/${projectId}/app-access/link`)
  expect(secretOf(renewed.body.link)).not.toBe(secretOf(link))
  expect(await sees(guest)).toEqual(SEES_NOTHING)
})

it('to its app users only', async () => {
  await open('appUsers')
  expect(await sees(createVisitor(server, slug))).toEqual(SEES_NOTHING)
  expect(await sees(await registerVisitor(server, slug, 'Ann'))).toEqual(SEES)
})

it('to members only, who come over by a pass that works once and for a minute', async () => {
  await open('members')
  const guest = createVisitor(server, slug)
  expect(await sees(await registerVisitor(server, slug, 'Bob'))).toEqual(SEES_NOTHING)
  const pass = async (who: Client) => who.call<{ url: string }>('POST', `/api/projects/${projectId}/app-pass`)
  expect((await pass(await server.register('Stranger'))).status).toBe(404)
  const { url } = (await pass(owner)).body
  expect(url).toContain(`${server.appOrigin(slug)}/-/enter#`)
  expect((await enter(guest, secretOf(url))).status).toBe(200)
  expect(await sees(guest)).toEqual(SEES)
  expect((await enter(createVisitor(server, slug), secretOf(url))).status).toBe(410)
  // A pass is no way to take over an account of the app.
  const again = secretOf((await pass(owner)).body.url)
  const reset = await guest.call('POST', '/api/app/reset', { token: again, password: 'a long enough password' })
  expect(reset.status).toBe(410)
  time += 61_000
  expect((await enter(createVisitor(server, slug), again)).status).toBe(410)
})

it('a member who loses his role is out at once', async () => {
  const member = await server.register('Member')
  const members = `/api/projects/${projectId}/members`
  const { user } = member.session
  await owner.call('POST', members, { email: user.email, role: 'viewer' })
  const guest = createVisitor(server, slug)
  const { body } = await member.call<{ url: string }>('POST', `/api/projects/${projectId}/app-pass`)
  await enter(guest, secretOf(body.url))
  expect(await sees(guest)).toEqual(SEES)
  await owner.call('DELETE', `${members}/${user.id}`)
  expect(await sees(guest)).toEqual(SEES_NOTHING)
})

it('is shown in frames of listed origins only', async () => {
  const policy = async (): Promise<string> => {
    const { headers } = await createVisitor(server, slug).call('GET', '/app.json')
    return String(headers['content-security-policy'])
  }
  await open('public')
  expect(await policy()).toContain("frame-ancestors 'none'")
  await open('public', ['https://www.example.com'])
  expect(await policy()).toMatch(/frame-ancestors 'self' https:\/\/www\.example\.com(;|$)/)
  for (const origin of [
    "https://a.example; script-src 'unsafe-inline'",
    'https://a.example/path',
    '*',
    'javascript:alert(1)',
  ]) {
    const path = `/api/projects/${projectId}/app-access`
    const input = { entrance: 'public', frameOrigins: [origin] }
    expect([origin, (await owner.call('PUT', path, input)).status]).toEqual([origin, 400])
  }
})
