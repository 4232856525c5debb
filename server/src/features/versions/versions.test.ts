import type { Project } from '@axiom/shared/contracts/projects'
import type { RestoreVersionInput, Version, VersionDifference } from '@axiom/shared/contracts/versions'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { editText } from '@axiom/shared/document/operations/editText'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import type { Origin, ProjectDoc } from '@axiom/shared/document/projectDoc'
import { createDocumentStore } from '@axiom/shared/document/store'
import { specFor } from '@axiom/shared/widgets/registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let guest: Client
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time })
  owner = await server.register('Owner')
  guest = await server.register('Guest')
})
afterAll(() => server.close())

interface Scene {
  id: string
  /** Two headings on the first screen and one on the second. */
  first: string
  second: string
  far: string
  screens: [string, string]
}

async function newScene(): Promise<Scene> {
  const { id } = (await owner.call<Project>('POST', '/api/projects', { name: 'Scene' })).body
  return server.edit(id, (doc, origin) => {
    const store = createDocumentStore(doc)
    const home = store.getScreens()[0]?.id ?? ''
    store.dispose()
    const other = addScreen(doc, { name: 'Other' }, origin)
    const heading = specFor('heading')
    const [first = '', second = ''] = insertNodes(doc, { parentId: home, nodes: [heading, heading] }, origin)
    const [far = ''] = insertNodes(doc, { parentId: other, nodes: [heading] }, origin)
    for (const node of [first, second, far]) write(doc, node, 'then', origin)
    return { id, first, second, far, screens: [home, other] }
  })
}

function write(doc: ProjectDoc, id: string, text: string, origin: Origin): void {
  editText(doc, { id, name: 'text', text }, origin)
}

/** What the three headings read, `null` where one is gone. */
const read = ({ id, first, second, far }: Scene): Promise<(string | null)[]> =>
  server.edit(id, (doc) => {
    const store = createDocumentStore(doc)
    const texts = [first, second, far].map((node) => {
      const view = store.getNode(node)
      return view && store.getTree().parents.get(node) !== 'trash' ? (view.texts['text'] ?? '') : null
    })
    store.dispose()
    return texts
  })

const keep = async ({ id }: Scene, label = 'Then'): Promise<string> =>
  (await owner.call<Version>('POST', `/api/projects/${id}/versions`, { label })).body.id

const restore = ({ id }: Scene, versionId: string, scope?: RestoreVersionInput['scope']) =>
  owner.call<Version>('POST', `/api/projects/${id}/versions/${versionId}/restore`, scope ? { scope } : {})

/** Everything was written over, one heading deleted, and the project renamed. */
const spoil = ({ id, first, second, far }: Scene): Promise<void> =>
  server.edit(id, (doc, origin) => {
    for (const node of [first, second, far]) write(doc, node, 'now', origin)
    trashNodes(doc, { ids: [second] }, origin)
    setMeta(doc, { name: 'Spoiled' }, origin)
  })

describe('restoring a version', () => {
  it('brings everything back, keeps what was there before, and can itself be undone by it', async () => {
    const scene = await newScene()
    const version = await keep(scene)
    await spoil(scene)
    expect(await read(scene)).toEqual(['now', null, 'now'])
    const { status, body: before } = await restore(scene, version)
    expect([status, before.reason]).toEqual([200, 'restore'])
    expect(await read(scene)).toEqual(['then', 'then', 'then'])
    await restore(scene, before.id, { kind: 'all' })
    expect(await read(scene)).toEqual(['now', null, 'now'])
  })

  it('brings back one screen and leaves the rest', async () => {
    const scene = await newScene()
    const version = await keep(scene)
    await spoil(scene)
    await restore(scene, version, { kind: 'screen', id: scene.screens[0] })
    expect(await read(scene)).toEqual(['then', 'then', 'now'])
    expect((await owner.call('GET', `/api/projects/${scene.id}`)).body).toMatchObject({ name: 'Spoiled' })
  })

  it('brings back one widget and leaves its neighbours', async () => {
    const scene = await newScene()
    const version = await keep(scene)
    await spoil(scene)
    await restore(scene, version, { kind: 'node', id: scene.second })
    expect(await read(scene)).toEqual(['now', 'then', 'now'])
  })

  it('takes away what did not exist then, when asked for just that', async () => {
    const scene = await newScene()
    const version = await keep(scene)
    const added = await server.edit(scene.id, (doc, origin) =>
      insertNodes(doc, { parentId: scene.screens[1], nodes: [specFor('heading')] }, origin),
    )
    await restore(scene, version, { kind: 'node', id: added[0] ?? '' })
    expect(await read({ ...scene, first: added[0] ?? '' })).toEqual([null, 'then', 'then'])
  })

  it.each(['screen', 'node'] as const)('refuses a %s that never was, and keeps no version for it', async (kind) => {
    const scene = await newScene()
    const version = await keep(scene)
    const { status, body } = await restore(scene, version, { kind, id: 'nothing' })
    expect([status, body]).toMatchObject([400, { errors: [{ path: 'scope/id', code: 'unknown' }] }])
    const { data } = (await owner.call<{ data: Version[] }>('GET', `/api/projects/${scene.id}/versions`)).body
    expect(data.map(({ id }) => id)).toEqual([version])
  })

  it('is told beforehand as numbers, screens and widgets', async () => {
    const scene = await newScene()
    const version = await keep(scene)
    const path = `/api/projects/${scene.id}/versions/${version}/difference`
    expect((await owner.call('GET', path)).body).toMatchObject({ added: 0, changed: 0, removed: 0, screens: [] })
    await spoil(scene)
    const { screens, nodes } = (await owner.call<VersionDifference>('GET', path)).body
    expect(screens.map(({ name }) => name).sort()).toEqual(['Home', 'Other'])
    expect(nodes.map(({ id }) => id).sort()).toEqual([scene.first, scene.second, scene.far].sort())
  })

  it('is for editors of the same project only', async () => {
    const [scene, other] = [await newScene(), await newScene()]
    const version = await keep(scene)
    expect((await restore(other, version)).status).toBe(404)
    const base = `/api/projects/${scene.id}`
    const asked = async (): Promise<number[]> => {
      const answers = [
        await guest.call('GET', `${base}/versions`),
        await guest.call('GET', `${base}/versions/${version}/difference`),
        await guest.call('GET', `${base}/versions/${version}/state`),
        await guest.call('POST', `${base}/versions/${version}/restore`, {}),
        await guest.call('POST', `${base}/versions`, { label: 'Mine' }),
      ]
      return answers.map(({ status }) => status)
    }
    expect(await asked()).toEqual([404, 404, 404, 404, 404])
    await owner.call('POST', `${base}/members`, { email: guest.session.user.email, role: 'commenter' })
    expect(await asked()).toEqual([200, 200, 200, 403, 403])
    await owner.call('PUT', `${base}/members/${guest.session.user.id}`, { role: 'editor' })
    expect(await asked()).toEqual([200, 200, 200, 200, 201])
  })
})

it('an automatic version is kept ten minutes after the first edit', async () => {
  const scene = await newScene()
  const reasons = async (): Promise<string[]> => {
    const { data } = (await owner.call<{ data: Version[] }>('GET', `/api/projects/${scene.id}/versions`)).body
    return data.map(({ reason, label }) => label ?? reason)
  }
  // The first edit was followed when the list knows its time.
  await spoil(scene)
  await expect.poll(async () => (await owner.call('GET', `/api/projects/${scene.id}`)).body['name']).toBe('Spoiled')
  expect(await reasons()).toEqual([])
  time += 10 * 60_000
  await server.edit(scene.id, (doc, origin) => write(doc, scene.first, 'later', origin))
  await expect.poll(reasons).toEqual(['activity'])
})
