import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Project } from '@axiom/shared/contracts/projects'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { expect, it, onTestFinished } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { loseDocuments } from '../../../test/loseDocuments.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'

async function startServer(dataDir?: string): Promise<TestServer> {
  const server = await createTestServer(dataDir === undefined ? {} : { dataDir })
  onTestFinished(() => server.close())
  return server
}

async function newProject(owner: Client): Promise<Project> {
  return (await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'orders' })).body
}

const listed = async (owner: Client): Promise<string[]> =>
  (await owner.call<{ data: Project[] }>('GET', '/api/projects')).body.data.map(({ name }) => name)
const nameInside = (server: TestServer, id: string): Promise<unknown> =>
  server.edit(id, (doc) => doc.roots.meta.get('name'))

it('[M9] gives a project that was cut off after its row its template at the next opening', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-seed-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const first = await createTestServer({ dataDir })
  const owner = await first.register('Owner')
  const { id } = await newProject(owner)
  await first.close()
  // Nothing of the document has been written when a server dies right after the row.
  await loseDocuments(testStores(dataDir))
  const second = await startServer(dataDir)
  const seen = await second.edit(id, (doc) => [
    doc.roots.meta.get('name'),
    doc.roots.models.size,
    doc.roots.screens.size,
  ])
  expect(seen).toEqual(['Shop', 1, 1])
})

it('shows a name that was changed in the document in every list', async () => {
  const server = await startServer()
  const owner = await server.register('Owner')
  const { id, slug } = await newProject(owner)
  await server.edit(id, (doc, origin) => setMeta(doc, { name: '  Bakery ' }, origin))
  await expect.poll(() => listed(owner)).toEqual(['Bakery'])
  expect((await owner.call('GET', `/api/projects/${id}`)).body).toMatchObject({ name: 'Bakery', slug })
})

it('renames the document and answers its name; one that is none is not followed', async () => {
  const server = await startServer()
  const owner = await server.register('Owner')
  const { id } = await newProject(owner)
  const renamed = await owner.call('PUT', `/api/projects/${id}`, { name: 'Workshop', slug: 'workshop' })
  expect(renamed.body).toMatchObject({ name: 'Workshop', slug: 'workshop' })
  expect(await nameInside(server, id)).toBe('Workshop')
  await server.edit(id, (doc) => doc.roots.meta.set('name', { odd: true }))
  await server.edit(id, (doc, origin) => setMeta(doc, { icon: 'x' }, origin))
  expect(await listed(owner)).toEqual(['Workshop'])
})

it('keeps the name when the address is taken', async () => {
  const server = await startServer()
  const owner = await server.register('Owner')
  const [one, other] = [await newProject(owner), await newProject(owner)]
  const refused = await owner.call('PUT', `/api/projects/${other.id}`, { name: 'New', slug: one.slug })
  expect(refused.body).toMatchObject({ status: 409, code: 'slug_taken' })
  expect(await listed(owner)).toEqual(['Shop', 'Shop'])
  expect(await nameInside(server, other.id)).toBe('Shop')
})
