import type { Project } from '@axiom/shared/contracts/projects'
import { setThemeToken } from '@axiom/shared/document/operations/setThemeToken'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { drawIcon } from './appIcon.ts'

let server: TestServer
let owner: Client
let project: Project

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Fern house nursery', template: 'orders' }))
    .body
})
afterAll(() => server.close())

interface Manifest {
  icons: { src: string; sizes: string; purpose: string }[]
}

it('an app can be installed under its name and in its colours, once it was published', async () => {
  expect((await server.app(project.slug, '/-/manifest.webmanifest')).status).toBe(404)
  expect((await server.app(project.slug, '/-/icon-192.png')).status).toBe(404)
  await server.edit(project.id, (doc, origin) =>
    setThemeToken(doc, { tokens: { 'colour.primary': '#123456' } }, origin),
  )
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
  const answer = await server.app(project.slug, '/-/manifest.webmanifest')
  expect(answer.headers['content-type']).toContain('application/manifest+json')
  const manifest = JSON.parse(answer.text) as Manifest
  expect(manifest).toMatchObject({
    name: 'Fern house nursery',
    short_name: 'Fern',
    start_url: '/',
    scope: '/',
    theme_color: '#123456',
  })
  for (const { src, sizes } of manifest.icons) {
    const { status, headers } = await server.app(project.slug, src)
    expect([status, headers['content-type']]).toEqual([200, 'image/png'])
    const again = await server.app(project.slug, src, { headers: { 'if-none-match': String(headers['etag']) } })
    expect([sizes, again.status]).toEqual([sizes, 304])
  }
  expect((await server.app(project.slug, '/-/icon-1.png')).status).toBe(404)
})

it('of an app that is not open to everybody a stranger’s device gets name and colours, and nothing else', async () => {
  await owner.call('PUT', `/api/projects/${project.id}/app-access`, { entrance: 'appUsers', frameOrigins: [] })
  const manifest = await server.app(project.slug, '/-/manifest.webmanifest')
  expect(manifest.status).toBe(200)
  expect(manifest.text).not.toContain('orders')
  const app = JSON.parse((await server.app(project.slug, '/app.json')).text) as { nodes: unknown[]; screens: unknown[] }
  expect([app.nodes, app.screens]).toEqual([[], []])
})

it('icons have the size that they say; a maskable one reaches the edges', async () => {
  const app = { name: 'ärger', theme: { 'colour.primary': '#ff0000', 'colour.onPrimary': 'oklch(0.5 0.2 20)' } }
  const corner = async (purpose: 'any' | 'maskable', size: number): Promise<[number, number[]]> => {
    const { data, info } = await sharp(await drawIcon(app, { size, purpose }))
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return [info.width, [...data.subarray(0, 4)]]
  }
  expect(await corner('maskable', 512)).toEqual([512, [255, 0, 0, 255]])
  expect(await corner('any', 192)).toEqual([192, [0, 0, 0, 0]])
})
