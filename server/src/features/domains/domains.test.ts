import type { Domain } from '@axiom/shared/contracts/domains'
import type { Project } from '@axiom/shared/contracts/projects'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { startDns, type TestDns } from '../../../test/startDns.ts'
import { GRACE_MS } from './prove.ts'

let dns: TestDns
let server: TestServer
let owner: Client
let stranger: Client
let mine: Project
let theirs: Project
let at = Date.now()

beforeAll(async () => {
  dns = await startDns()
  server = await createTestServer({ now: () => at, env: { DNS_SERVERS: dns.address } })
  ;[owner, stranger] = [await server.register('Owner'), await server.register('Stranger')]
  ;[mine, theirs] = [await make(owner, 'Shop'), await make(stranger, 'Bakery')]
})
afterAll(async () => {
  await server.close()
  await dns.close()
})

async function make(client: Client, name: string): Promise<Project> {
  const project = (await client.call<Project>('POST', '/api/projects', { name, template: 'orders' })).body
  await client.call('POST', `/api/projects/${project.id}/publish`, {})
  return project
}

const path = ({ id }: Project, more = ''): string => `/api/projects/${id}/domains${more}`
const add = (host: string, client = owner, project = mine) => client.call<Domain>('POST', path(project), { host })
const check = async ({ id }: Domain, client = owner, project = mine): Promise<Domain> =>
  (await client.call<Domain>('POST', path(project, `/${id}/check`))).body

/** What a browser gets that asks for the host. */
async function nameAt(host: string): Promise<string | number> {
  at += 3_000
  const answer = await server.app('any', '/app.json', { headers: { host } })
  return answer.status === 200 ? (JSON.parse(answer.text) as { name: string }).name : answer.status
}

async function mapped(host: string): Promise<Domain> {
  const { body } = await add(host)
  dns.set(body.record.name, 'something else', body.record.value)
  return check(body)
}

describe('a domain of one’s own', () => {
  it('leads to the app once its owner has put the record there, and says what is missing before', async () => {
    const { status, body } = await add('shop.example.com')
    expect(status).toBe(201)
    expect(body).toMatchObject({ state: 'waiting', problem: null, record: { name: '_axiom.shop.example.com' } })
    expect(body.target).toBe('shop.localhost')
    expect(await check(body)).toMatchObject({ state: 'waiting', problem: 'none' })
    expect(await nameAt('shop.example.com')).toBe(404)
    dns.set(body.record.name, 'axiom-site=of-somebody-else')
    expect(await check(body)).toMatchObject({ state: 'waiting', problem: 'other' })
    dns.fail(true)
    expect(await check(body)).toMatchObject({ state: 'waiting', problem: 'unreachable' })
    dns.fail(false)
    dns.set(body.record.name, body.record.value)
    expect(await check(body)).toMatchObject({ state: 'proven', problem: null })
    expect(await nameAt('shop.example.com')).toBe('Shop')
    expect(await nameAt('www.shop.example.com')).toBe(404)
  })

  it('has an API without the project, and none of others', async () => {
    const ask = async (asked: string, method = 'GET') =>
      (await server.app('any', asked, { method, headers: { host: 'shop.example.com' } })).status
    expect(await ask('/api/dynamic/orders')).toBe(401)
    expect(await ask(`/api/dynamic/${mine.id}/orders`)).toBe(401)
    expect(await ask('/api/dynamic/nothing')).toBe(404)
    expect(await ask(`/api/dynamic/${mine.slug}/orders`)).toBe(404)
    expect(await ask(`/api/dynamic/${theirs.id}/orders`)).toBe(404)
    for (const other of ['/api/projects', `/api/projects/${mine.id}`, '/api/auth/me'])
      expect(await ask(other)).toBe(404)
  })

  it('gives its visitors sessions of its own, and takes orders from its own pages only', async () => {
    await owner.call('PUT', `/api/projects/${mine.id}/app-user-settings`, {
      registration: 'open',
      verifyEmail: false,
      roles: [],
    })
    const register = (origin: string) =>
      server.app('any', '/api/app/register', {
        method: 'POST',
        headers: { host: 'shop.example.com', origin, 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Ada', email: 'ada@example.org', password: 'a long enough password' }),
      })
    expect((await register('http://evil.example')).status).toBe(403)
    expect((await register(server.appOrigin(mine.slug))).status).toBe(403)
    const { status, headers } = await register('http://shop.example.com')
    expect(status).toBe(201)
    // No Domain: neither siblings nor the editor are sent it.
    expect(String(headers['set-cookie'])).not.toMatch(/domain=/i)
    expect(String(headers['content-security-policy'])).toContain("frame-ancestors 'none'")
  })

  it('is nobody else’s while its proof stands, and theirs when it does not and they prove it', async () => {
    const first = await mapped('taken.example.com')
    const { body: claim } = await add('taken.example.com', stranger, theirs)
    expect(claim.record.value).not.toBe(first.record.value)
    expect(await check(claim, stranger, theirs)).toMatchObject({ state: 'waiting', problem: 'other' })
    dns.set(claim.record.name, first.record.value, claim.record.value)
    expect(await check(claim, stranger, theirs)).toMatchObject({ state: 'waiting', problem: 'taken' })
    expect(await nameAt('taken.example.com')).toBe('Shop')
    dns.set(claim.record.name, claim.record.value)
    expect(await check(claim, stranger, theirs)).toMatchObject({ state: 'proven' })
    expect(await nameAt('taken.example.com')).toBe('Bakery')
    expect(await check(first)).toMatchObject({ state: 'waiting', problem: 'other' })
  })

  it('goes to one of those who prove it at the same moment', async () => {
    const [a, b] = [(await add('race.example.com')).body, (await add('race.example.com', stranger, theirs)).body]
    dns.set(a.record.name, a.record.value, b.record.value)
    const states = await Promise.all([check(a), check(b, stranger, theirs)])
    expect(states.map(({ state }) => state).toSorted()).toEqual(['proven', 'waiting'])
  })

  it('whose proof is gone leads on for three days, and says until when; no answer of name servers is no proof against it', async () => {
    const domain = await mapped('failing.example.com')
    dns.fail(true)
    expect(await check(domain)).toMatchObject({ state: 'proven', problem: 'unreachable', endsAt: null })
    dns.fail(false)
    dns.set(domain.record.name)
    const failing = await check(domain)
    expect(failing).toMatchObject({ state: 'failing', problem: 'none' })
    expect(Date.parse(failing.endsAt ?? '') - at).toBe(GRACE_MS)
    expect(await nameAt('failing.example.com')).toBe('Shop')
    dns.set(domain.record.name, domain.record.value)
    expect(await check(domain)).toMatchObject({ state: 'proven', endsAt: null })
    dns.set(domain.record.name)
    await check(domain)
    at += GRACE_MS
    const me = await server.signInAgain(owner)
    expect(await check(domain, me)).toMatchObject({ state: 'waiting', problem: 'none' })
    expect(await nameAt('failing.example.com')).toBe(404)
  })

  it('is told to proxies that fetch certificates, as are the addresses of apps, and nothing else is', async () => {
    const me = await server.signInAgain(owner)
    const domain = (await me.call<Domain>('POST', path(mine), { host: 'tls.example.com' })).body
    const allowed = async (host: string) =>
      (await server.anonymous('GET', `/internal/domains/allowed?domain=${host}`)).status
    expect(await allowed('tls.example.com')).toBe(404)
    dns.set(domain.record.name, domain.record.value)
    await check(domain, me)
    expect(await allowed('tls.example.com')).toBe(200)
    expect(await allowed('TLS.example.com')).toBe(200)
    expect(await allowed(`${mine.slug}.localhost`)).toBe(200)
    for (const host of ['nobody.localhost', 'evil.example', 'localhost', '127.0.0.1', '']) {
      expect([host, await allowed(host)]).toEqual([host, 404])
    }
    expect((await me.call('DELETE', path(mine, `/${domain.id}`))).status).toBe(204)
    at += 3_000
    expect(await allowed('tls.example.com')).toBe(404)
    expect(await nameAt('tls.example.com')).toBe(404)
  })

  it('is a name of the internet, once in a project, and for editors of it only', async () => {
    const [me, them] = [await server.signInAgain(owner), await server.signInAgain(stranger)]
    const status = async (host: string, client = me) => (await client.call('POST', path(mine), { host })).status
    for (const wrong of ['', 'shop', 'a..b.com', '-a.com', '1.2.3.4', 'http://a.com', 'a.com:80', 'A.com', 'a_b.com'])
      expect([wrong, await status(wrong)]).toEqual([wrong, 400])
    for (const ours of ['localhost.localhost', 'other.localhost']) expect(await status(ours)).toBe(409)
    expect(await status('shop.example.com')).toBe(409)
    expect(await status('x.example.com', them)).toBe(404)
    expect((await them.call('GET', path(mine))).status).toBe(404)
    expect((await server.anonymous('GET', path(mine))).status).toBe(401)
    const [first] = (await me.call<{ data: Domain[] }>('GET', path(mine))).body.data
    expect((await them.call('POST', path(theirs, `/${first?.id}/check`))).status).toBe(404)
    expect((await them.call('DELETE', path(theirs, `/${first?.id}`))).status).toBe(404)
  })
})
