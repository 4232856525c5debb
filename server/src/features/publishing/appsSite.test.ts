import type { Project } from '@axiom/shared/contracts/projects'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let project: Project
/** The origin of the published app, as its pages send it. */
let appOrigin: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'orders' })).body
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
  appOrigin = new URL(project.appUrl).origin
})
afterAll(() => server.close())

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${owner.session.accessToken}` })

describe('published apps live apart from the editor', () => {
  it('have none of the editor’s routes, whatever cookie or token is sent', async () => {
    const headers = { ...bearer(), cookie: owner.cookie, origin: appOrigin }
    for (const [method, path] of [
      ['POST', '/api/auth/refresh'],
      ['POST', '/api/auth/login'],
      ['GET', '/api/auth/me'],
      ['GET', '/api/projects'],
      ['GET', `/api/projects/${project.id}`],
      ['GET', `/api/projects/${project.id}/submissions`],
      ['DELETE', `/api/projects/${project.id}/submissions/x`],
      ['POST', `/api/projects/${project.id}/publish`],
      ['GET', '/api/openapi.json'],
    ] as const) {
      const answer = await server.app(project.slug, path, { method, headers })
      expect([path, answer.status]).toEqual([path, expect.toBeOneOf([404, 405])])
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
  })

  it('know nobody: a member’s token opens no data that visitors may not see', async () => {
    const rows = `/api/dynamic/${project.id}/orders`
    expect((await owner.call('GET', rows)).status).toBe(200)
    expect((await server.app(project.slug, rows, { headers: bearer() })).status).toBe(401)
    expect((await server.app(project.slug, `${rows}?env=draft`, { headers: bearer() })).status).toBe(401)
  })

  it('cannot refresh, sign in or sign out at the editor, though the browser sent the cookie along', async () => {
    for (const path of ['/api/auth/refresh', '/api/auth/logout', '/api/auth/login', '/api/auth/register']) {
      for (const headers of [{ origin: appOrigin }, { 'sec-fetch-site': 'same-site' }, { origin: 'null' }]) {
        const answer = await server.anonymous('POST', path, {}, { cookie: owner.cookie, ...headers })
        expect([answer.status, answer.body['code']]).toEqual([403, 'bad_origin'])
        expect(answer.headers.get('set-cookie')).toBeNull()
      }
    }
    // And the session is as alive as before.
    const own = await server.anonymous('POST', '/api/auth/refresh', undefined, { cookie: owner.cookie })
    expect(own.status).toBe(200)
  })

  it('cannot read the editor’s answers: no cross-origin header allows it', async () => {
    const preflight = { origin: appOrigin, 'access-control-request-method': 'GET' }
    const asked = [
      await server.anonymous('OPTIONS', '/api/projects', undefined, preflight),
      await owner.call('GET', '/api/projects', undefined, { origin: appOrigin }),
      await server.anonymous('GET', '/api/openapi.json', undefined, { origin: appOrigin }),
    ]
    for (const { headers } of asked) {
      const names = [...headers.keys()].filter((name) => name.startsWith('access-control-'))
      expect(names).toEqual([])
    }
  })

  it('are found by their address only: not by id, not as another project’s', async () => {
    expect((await server.app(project.slug, '/app.json')).status).toBe(200)
    expect((await server.app(project.id.toLowerCase(), '/app.json')).status).toBe(404)
    expect((await server.app('nobody', '/app.json')).status).toBe(404)
    expect((await server.app(`x.${project.slug}`, '/app.json')).status).toBe(404)
  })

  it('are led to from the bare port, to themselves only', async () => {
    const at = async (host: string, path: string) => {
      const { status, headers } = await server.app('any', path, { headers: { host } })
      return [status, headers['location']]
    }
    expect(await at('127.0.0.1:3001', '/shop/orders')).toEqual([302, 'http://shop.localhost:3001/orders'])
    expect(await at('[::1]:3001', '/shop')).toEqual([302, 'http://shop.localhost:3001/'])
    expect(await at('127.0.0.1', '/shop//evil.example')).toEqual([302, 'http://shop.localhost//evil.example'])
    expect((await at('127.0.0.1:80@evil.example', '/shop'))[1] ?? '').not.toContain('evil')
  })

  it('are shown in no frame and run only their own scripts', async () => {
    const policy = String((await server.app(project.slug, '/app.json')).headers['content-security-policy'])
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).not.toContain('unsafe')
  })
})
