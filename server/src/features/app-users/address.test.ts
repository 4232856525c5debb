import type { AppAccess } from '@axiom/shared/contracts/appAccess'
import type { AppInvitation } from '@axiom/shared/contracts/appUsers'
import type { Domain } from '@axiom/shared/contracts/domains'
import type { KeptMails } from '@axiom/shared/contracts/mails'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { startDns, type TestDns } from '../../../test/startDns.ts'
import { VISITOR_PASSWORD } from '../../../test/visitor.ts'

let dns: TestDns
let server: TestServer
let owner: Client
let mine: { id: string; slug: string }
let theirs: { id: string; slug: string }
let at = Date.parse('2100-01-01T00:00:00Z')

beforeAll(async () => {
  dns = await startDns()
  server = await createTestServer({ now: () => at, env: { DNS_SERVERS: dns.address } })
  owner = await server.register('Owner')
  ;[mine, theirs] = [await make('Shop'), await make('Bakery')]
})
afterAll(async () => {
  await server.close()
  await dns.close()
})

async function make(name: string): Promise<typeof mine> {
  const { body } = await owner.call<typeof mine>('POST', '/api/projects', { name, template: 'orders' })
  await owner.call('POST', `/api/projects/${body.id}/publish`, {})
  const settings = { registration: 'open', verifyEmail: true, roles: [] }
  await owner.call('PUT', `/api/projects/${body.id}/app-user-settings`, settings)
  return body
}

async function prove(host: string, { id } = mine): Promise<Domain> {
  const { body } = await owner.call<Domain>('POST', `/api/projects/${id}/domains`, { host })
  dns.set(body.record.name, body.record.value)
  const checked = await owner.call<Domain>('POST', `/api/projects/${id}/domains/${body.id}/check`)
  expect(checked.body.state).toBe('proven')
  at += 3_000
  return body
}

const port = (): string => new URL(server.appOrigin(mine.slug)).port
const onDomain = (host: string): string => `http://${host}:${port()}`

/** Where the link of an invitation, and a member's pass, lead. */
async function fromEditor(): Promise<string[]> {
  const body = { email: `p${(at += 1_000)}@example.com`, name: 'Ada' }
  const invited = await owner.call<AppInvitation>('POST', `/api/projects/${mine.id}/app-users`, body)
  const pass = await owner.call<{ url: string }>('POST', `/api/projects/${mine.id}/app-pass`)
  const access = await owner.call<AppAccess>('GET', `/api/projects/${mine.id}/app-access`)
  return [invited.body.link, pass.body.url, access.body.appUrl].map((url) => new URL(url).origin)
}

/** Where the link in the mail leads that somebody gets who registers at a host. */
async function mailedTo(host: string): Promise<string> {
  const email = `v${(at += 1_000)}@visitors.example`
  const origin = `http://${host}`
  const answer = await server.app(mine.slug, '/api/app/register', {
    method: 'POST',
    headers: { host, origin, 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Vera', email, password: VISITOR_PASSWORD }),
  })
  if (answer.status !== 201) return `refused: ${answer.status}`
  const find = async (): Promise<string | undefined> => {
    const { body } = await owner.call<KeptMails>('GET', `/api/projects/${mine.id}/mails`)
    return body.data.find(({ to }) => to[0] === email)?.text
  }
  await expect.poll(find, { timeout: 5_000 }).toBeTruthy()
  return new URL(/https?:\/\/\S+/.exec((await find()) ?? '')?.[0] ?? '').origin
}

it('links lead to the slug while the project has no domain', async () => {
  const own = server.appOrigin(mine.slug)
  expect(await fromEditor()).toEqual([own, own, own])
  expect(await mailedTo(new URL(own).host)).toBe(own)
})

it('and to the domain that somebody used, or to the first one that the project has proved', async () => {
  const first = await prove('zoo.example.com')
  await prove('app.example.com')
  const main = onDomain('zoo.example.com')
  expect(await fromEditor()).toEqual([main, main, main])
  expect(await mailedTo('app.example.com')).toBe(onDomain('app.example.com'))
  const own = server.appOrigin(mine.slug)
  expect(await mailedTo(new URL(own).host)).toBe(own)
  await owner.call('DELETE', `/api/projects/${mine.id}/domains/${first.id}`)
  expect(await fromEditor()).toEqual(Array.from({ length: 3 }, () => onDomain('app.example.com')))
})

it('not to a domain whose proof is gone, which may be somebody else’s by now', async () => {
  const { id, record } = await prove('lapsed.example.com')
  dns.set(record.name)
  const checked = await owner.call<Domain>('POST', `/api/projects/${mine.id}/domains/${id}/check`)
  expect(checked.body.state).toBe('failing')
  expect(await mailedTo('lapsed.example.com')).toBe(onDomain('app.example.com'))
})

it('never to a host or port that a request only claims', async () => {
  await prove('bakery.example.com', theirs)
  await owner.call('POST', `/api/projects/${mine.id}/domains`, { host: 'unproved.example.com' })
  for (const host of ['evil.example.com', 'unproved.example.com', 'app.example.com.evil.example'])
    expect(await mailedTo(host)).toMatch(/^refused/)
  // A port of somebody else's on the domain is not what the mail names.
  expect(await mailedTo('app.example.com:6666')).toBe(onDomain('app.example.com'))
})
