import type { Project } from '@axiom/shared/contracts/projects'
import type { Visits } from '@axiom/shared/contracts/visits'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

const DAY = 24 * 3_600_000
const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148'
const DESKTOP = 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0'

let server: TestServer
let owner: Client
let project: Project
let screenId: string
/** Ahead of the stores, which remove what has expired by their own clocks. */
let at = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => at })
})
afterAll(() => server.close())

beforeEach(async ({ task }) => {
  owner = await server.register(`Owner ${task.id}`.replaceAll(/\W+/g, ''))
  project = (await owner.call<Project>('POST', '/api/projects', { name: `Shop ${task.id}`, template: 'orders' })).body
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
  const app = JSON.parse((await server.app(project.slug, '/app.json')).text) as { screens: { id: string }[] }
  screenId = app.screens[0]?.id ?? ''
})

async function tell(body: object = {}, headers: Record<string, string> = {}): Promise<number> {
  const answer = await server.app(project.slug, '/api/app/visits', {
    method: 'POST',
    headers: {
      origin: server.appOrigin(project.slug),
      'content-type': 'application/json',
      'user-agent': DESKTOP,
      ...headers,
    },
    body: JSON.stringify({ kind: 'view', screenId, ...body }),
  })
  return answer.status
}

const read = async (days = '30', client = owner): Promise<Visits> =>
  (await client.call<Visits>('GET', `/api/projects/${project.id}/visits?days=${days}`)).body

describe('visits of an app', () => {
  it('are counted by day, visitors once a day, with screens, referrers, devices and what was sent', async () => {
    expect(await tell({ referrer: 'www.Search.example' })).toBe(204)
    await tell()
    await tell({ kind: 'sent' })
    await tell({}, { 'user-agent': PHONE })
    const { days, total, screens, referrers, devices } = await read()
    expect(days).toHaveLength(30)
    expect(days.at(-1)).toEqual({ day: '2100-03-01', views: 3, visitors: 2, sent: 1 })
    expect(total).toEqual({ views: 3, visitors: 2, sent: 1 })
    expect(screens).toMatchObject([{ id: screenId, name: 'Orders', views: 3 }])
    expect(referrers).toEqual([{ host: 'search.example', visits: 1 }])
    expect(devices).toEqual({ phone: 1, tablet: 0, desktop: 1 })
    at += DAY
    owner = await server.signInAgain(owner)
    await tell()
    expect((await read('7')).days.slice(-2).map(({ visitors }) => visitors)).toEqual([2, 1])
  })

  it('are not counted of who asks for that, of programs, of pages that do not exist, nor of other sites', async () => {
    expect(await tell({}, { dnt: '1' })).toBe(204)
    expect(await tell({}, { 'sec-gpc': '1' })).toBe(204)
    expect(await tell({}, { 'user-agent': 'Searchbot/2.0' })).toBe(204)
    expect(await tell({ screenId: 'nothing' })).toBe(204)
    expect(await tell({}, { origin: 'https://evil.example' })).toBe(403)
    expect(await tell({ more: 1 })).toBe(400)
    expect((await read()).total).toEqual({ views: 0, visitors: 0, sent: 0 })
  })

  it('are not counted of an app that is closed to who tells of them', async () => {
    await owner.call('PUT', `/api/projects/${project.id}/app-access`, { entrance: 'members', frameOrigins: [] })
    at += 2_000
    expect(await tell()).toBe(204)
    expect((await read()).total.views).toBe(0)
  })

  it('stay bounded however many referrers somebody makes up', async () => {
    for (let i = 0; i < 70; i++) await tell({ referrer: `site-${i}.example` })
    await tell({ referrer: '$where' })
    await tell({ referrer: 'a.b__proto__.c' })
    const { referrers } = await read()
    expect(referrers[0]).toEqual({ host: 'other', visits: 20 })
    expect(referrers).toHaveLength(10)
  })

  it('are for members of the project', async () => {
    const stranger = await server.register(`Stranger${project.id}`)
    expect((await stranger.call('GET', `/api/projects/${project.id}/visits`)).status).toBe(404)
    expect((await server.anonymous('GET', `/api/projects/${project.id}/visits`)).status).toBe(401)
    expect((await owner.call('GET', `/api/projects/${project.id}/visits?days=5000`)).status).toBe(400)
  })
})
