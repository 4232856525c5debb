import type { VersionDifference } from '@axiom/shared/contracts/versions'
import { restoreNodes } from '@axiom/shared/document/operations/restoreNodes'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let guest: Client
let stranger: Client
let id: string

beforeAll(async () => {
  server = await createTestServer()
  ;[owner, guest, stranger] = [
    await server.register('Owner'),
    await server.register('Guest'),
    await server.register('Stranger'),
  ]
  id = (await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Grüße & Co', template: 'orders' })).body.id
})
afterAll(() => server.close())

describe('projects and members', () => {
  it('makes a project with an address and the owner’s abilities', async () => {
    const { status, body } = await owner.call('GET', `/api/projects/${id}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ slug: 'grusse-co', role: 'owner', memberCount: 1 })
  })

  it('hides a project from strangers exactly like a missing one, and from nobody signed in', async () => {
    for (const path of [
      `/api/projects/${id}`,
      `/api/projects/${id}/members`,
      `/api/projects/${id}/versions`,
      `/api/projects/${id}/releases`,
      `/api/projects/${id}/submissions`,
    ]) {
      const [hidden, missing] = [
        await stranger.call('GET', path),
        await stranger.call('GET', path.replace(id, 'missing')),
      ]
      expect([hidden.status, hidden.body['title']]).toEqual([missing.status, missing.body['title']])
      expect(hidden.status).toBe(404)
      expect((await server.anonymous('GET', path)).status).toBe(401)
    }
    expect((await stranger.call('DELETE', `/api/projects/${id}`)).status).toBe(404)
    expect((await owner.call('GET', `/api/projects/${id}`)).status).toBe(200)
  })

  it('lets people join by a link that never lowers a role, and refuses what a role may not do', async () => {
    const link = await owner.call<{ id: string; url: string }>('POST', `/api/projects/${id}/share-links`, {
      role: 'viewer',
    })
    const token = link.body.url.split('#')[1]
    expect((await guest.call('POST', '/api/share-links/accept', { token })).body).toMatchObject({ role: 'viewer' })
    expect((await owner.call('POST', '/api/share-links/accept', { token })).body).toMatchObject({ role: 'owner' })
    expect((await guest.call('PUT', `/api/projects/${id}`, { name: 'Mine' })).body).toMatchObject({
      status: 403,
      code: 'forbidden',
    })
    expect((await guest.call('POST', `/api/projects/${id}/publish`, {})).status).toBe(403)
    expect((await owner.call('DELETE', `/api/projects/${id}/share-links/${link.body.id}`)).status).toBe(204)
    expect((await stranger.call('POST', '/api/share-links/accept', { token })).status).toBe(404)
    expect(JSON.stringify((await owner.call('GET', `/api/projects/${id}/share-links`)).body)).not.toContain(token)
  })

  it('keeps an owner', async () => {
    const me = owner.session.user.id
    expect((await owner.call('PUT', `/api/projects/${id}/members/${me}`, { role: 'editor' })).status).toBe(409)
    expect((await owner.call('DELETE', `/api/projects/${id}/members/${me}`)).status).toBe(409)
    expect(
      (await owner.call('PUT', `/api/projects/${id}/members/${guest.session.user.id}`, { role: 'editor' })).status,
    ).toBe(200)
  })

  it('names versions and restores one as a forward edit', async () => {
    const version = await guest.call<{ id: string }>('POST', `/api/projects/${id}/versions`, { label: 'Start' })
    expect(version.status).toBe(201)
    expect((await guest.call('GET', `/api/projects/${id}/versions/${version.body.id}/difference`)).body).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
    })
    expect((await guest.call('POST', `/api/projects/${id}/versions/${version.body.id}/restore`, {})).status).toBe(200)
    expect((await guest.call('POST', `/api/projects/${id}/versions/missing/restore`, {})).status).toBe(404)
    expect((await stranger.call('POST', `/api/projects/${id}/versions/${version.body.id}/restore`, {})).status).toBe(
      404,
    )
  })

  it('a difference names the nodes, and counts a removed one on the screen that it was on', async () => {
    const version = await guest.call<{ id: string }>('POST', `/api/projects/${id}/versions`, { label: 'Whole' })
    let removed = ''
    await server.edit(id, (doc, origin) => {
      removed = [...doc.roots.nodes.keys()].find((node) => doc.roots.nodes.get(node)?.get('type') === 'table') ?? ''
      trashNodes(doc, { ids: [removed] }, origin)
    })
    const { body } = await guest.call<VersionDifference>(
      'GET',
      `/api/projects/${id}/versions/${version.body.id}/difference`,
    )
    expect(body.nodes).toMatchObject([{ id: removed, kind: 'removed', type: 'table', screenId: body.screens[0]?.id }])
    expect(body.screens).toMatchObject([{ changes: 1 }])
    await server.edit(id, (doc, origin) => restoreNodes(doc, { ids: [removed] }, origin))
  })

  it('publishes on an origin of its own, where no other project exists', async () => {
    const check = await owner.call<{ firstPublish: boolean; warnings: { operation: string }[] }>(
      'GET',
      `/api/projects/${id}/publish/check`,
    )
    expect(check.body.firstPublish).toBe(true)
    expect(new Set(check.body.warnings.map((warning) => warning.operation))).toEqual(new Set(['list', 'create']))
    expect((await server.app('grusse-co', '/app.json')).status).toBe(404)
    expect((await owner.call('POST', `/api/projects/${id}/publish`, {})).status).toBe(201)
    expect((await server.app('grusse-co', '/app.json')).status).toBe(200)
    const other = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Other' })
    expect((await server.app('grusse-co', `/api/dynamic/${other.body.id}/openapi.json`)).status).toBe(404)
    expect((await server.app('grusse-co', '/api/projects')).status).toBe(404)
    expect((await server.app('nobody', '/app.json')).status).toBe(404)
    await owner.call('POST', `/api/projects/${id}/publish`, {})
    const releases = await owner.call<{ data: { id: string; number: number; active: boolean }[] }>(
      'GET',
      `/api/projects/${id}/releases`,
    )
    const first = releases.body.data.find((release) => release.number === 1)
    expect((await owner.call('POST', `/api/projects/${id}/releases/${first?.id}/activate`, {})).body).toMatchObject({
      number: 1,
      active: true,
    })
  })
})
