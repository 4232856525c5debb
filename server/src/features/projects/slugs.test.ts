import type { Project, SlugCheck } from '@axiom/shared/contracts/projects'
import { KEPT_SLUG_DAYS } from '@axiom/shared/model/slugs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

const DAY = 24 * 3600_000

let server: TestServer
let owner: Client
let stranger: Client
let at = Date.now()

beforeAll(async () => {
  server = await createTestServer({ now: () => at })
  ;[owner, stranger] = [await server.register('Owner'), await server.register('Stranger')]
})
afterAll(() => server.close())

async function make(client: Client, name: string): Promise<Project> {
  const project = (await client.call<Project>('POST', '/api/projects', { name, template: 'orders' })).body
  await client.call('POST', `/api/projects/${project.id}/publish`, {})
  return project
}

const change = ({ id }: Project, slug: string, client = owner) =>
  client.call<Project>('PUT', `/api/projects/${id}`, { slug })

const check = async ({ id }: Project, slug: string, client = owner): Promise<SlugCheck> =>
  (await client.call<SlugCheck>('GET', `/api/projects/${id}/slug?slug=${slug}`)).body

describe('the address of a project', () => {
  it('is checked while it is typed, and by nobody else', async () => {
    const [mine, other] = [await make(owner, 'Nursery'), await make(stranger, 'Bakery')]
    expect(await check(mine, 'garden')).toEqual({ state: 'free' })
    expect(await check(mine, mine.slug)).toEqual({ state: 'own' })
    expect(await check(mine, other.slug)).toEqual({ state: 'taken' })
    expect(await check(mine, 'www')).toEqual({ state: 'reserved' })
    for (const wrong of ['', '-a', 'A', 'a.b', 'a'.repeat(41)]) {
      expect([wrong, await check(mine, wrong)]).toEqual([wrong, { state: 'invalid' }])
    }
    expect((await stranger.call('GET', `/api/projects/${mine.id}/slug?slug=x`)).status).toBe(404)
    expect((await change(mine, 'www')).body).toMatchObject({ status: 409, code: 'slug_taken' })
    expect((await change(mine, other.slug)).body).toMatchObject({ status: 409, code: 'slug_taken' })
    expect((await change(mine, 'A')).status).toBe(400)
    expect((await make(owner, 'Admin')).slug).toMatch(/^admin-/)
  })

  it('leads on once it was given up: pages, the app’s own API, and that beside the editor', async () => {
    const project = await make(owner, 'Old name')
    expect((await change(project, 'new-name')).body.slug).toBe('new-name')
    const origin = server.appOrigin('new-name')
    const at = async (path: string, method = 'GET') => {
      const { status, headers } = await server.app('old-name', path, { method })
      return [status, headers['location']]
    }
    expect(await at('/orders/7?tab=a')).toEqual([301, `${origin}/orders/7?tab=a`])
    expect(await at('//evil.example/')).toEqual([301, `${origin}//evil.example/`])
    expect(await at('/app.json')).toEqual([301, `${origin}/app.json`])
    expect(await at('/api/dynamic/old-name/orders', 'POST')).toEqual([308, `${origin}/api/dynamic/new-name/orders`])
    expect((await server.app('new-name', '/app.json')).status).toBe(200)

    // But a page that is still open there, or has something to send from there, is answered.
    const page = { 'sec-fetch-site': 'same-origin' }
    const own = `/api/dynamic/${project.id}/orders`
    expect((await server.app('old-name', own, { headers: page })).status).toBe(401)
    expect((await server.app('old-name', own, { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(301)
    expect((await server.app('old-name', '/app.json', { headers: page })).status).toBe(301)
    expect((await server.app('old-name', '/api/dynamic/another/orders', { headers: page })).status).toBe(404)
    const beside = await fetch(`${server.url}/api/dynamic/old-name/orders?limit=1`, { redirect: 'manual' })
    expect([beside.status, beside.headers.get('location')]).toEqual([301, '/api/dynamic/new-name/orders?limit=1'])
    const sent = await fetch(`${server.url}/api/dynamic/old-name/orders`, { method: 'POST', redirect: 'manual' })
    expect([sent.status, sent.headers.get('location')]).toEqual([308, '/api/dynamic/new-name/orders'])
    // A collection that is not there is no moved project.
    expect((await fetch(`${server.url}/api/dynamic/new-name/nothing`)).status).toBe(404)
  })

  it('can be taken back at any time, and by others only when its time is over', async () => {
    const [mine, other] = [await make(owner, 'First'), await make(stranger, 'Second')]
    await change(mine, 'first-moved')
    expect(await check(other, 'first', stranger)).toMatchObject({ state: 'kept' })
    expect((await change(other, 'first', stranger)).body).toMatchObject({ code: 'slug_taken' })
    expect((await make(stranger, 'First')).slug).toMatch(/^first-/)
    expect((await change(mine, 'first')).body.slug).toBe('first')
    expect((await server.app('first-moved', '/')).status).toBe(301)

    await change(mine, 'first-again')
    at += KEPT_SLUG_DAYS * DAY
    // The old session has ended meanwhile.
    const later = await server.signInAgain(stranger)
    expect((await change(other, 'first', later)).body.slug).toBe('first')
    expect((await server.app('first', '/app.json')).status).toBe(200)
  })

  it('is free at once when its project was deleted', async () => {
    const me = await server.signInAgain(owner)
    const mine = await make(me, 'Gone')
    await change(mine, 'gone-moved', me)
    await me.call('DELETE', `/api/projects/${mine.id}`)
    expect((await server.app('gone', '/app.json')).status).toBe(404)
    expect((await make(me, 'Gone')).slug).toBe('gone')
    expect((await make(me, 'Gone moved')).slug).toBe('gone-moved')
  })

  it('goes to one of those who ask for it at the same moment', async () => {
    const me = await server.signInAgain(owner)
    const projects = await Promise.all(['Race a', 'Race b', 'Race c'].map((name) => make(me, name)))
    const answers = await Promise.all([
      ...projects.map((project) => change(project, 'race', me)),
      me.call<Project>('POST', '/api/projects', { name: 'Race' }),
    ])
    const slugs = answers.filter(({ status }) => status < 300).map(({ body }) => body.slug)
    expect(slugs.filter((slug) => slug === 'race')).toHaveLength(1)
    expect(answers.slice(0, 3).filter(({ status }) => status !== 200 && status !== 409)).toEqual([])
    // Two that swap: nobody ends without an address, and none is had twice.
    const [a, b] = projects as [Project, Project, Project]
    const before = (await Promise.all([a, b].map(({ id }) => me.call<Project>('GET', `/api/projects/${id}`)))).map(
      ({ body }) => body.slug,
    )
    await Promise.all([change(a, before[1] ?? '', me), change(b, before[0] ?? '', me)])
    const after = await Promise.all([a, b].map(({ id }) => me.call<Project>('GET', `/api/projects/${id}`)))
    expect(new Set(after.map(({ body }) => body.slug)).size).toBe(2)
  })
})
