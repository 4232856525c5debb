import type { Page } from '@axiom/shared/contracts/common'
import type { HistoryEntry } from '@axiom/shared/contracts/history'
import type { Project } from '@axiom/shared/contracts/projects'
import type { ProjectState, Version, VersionDifference } from '@axiom/shared/contracts/versions'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { renameNode } from '@axiom/shared/document/operations/renameNode'
import { restoreNodes } from '@axiom/shared/document/operations/restoreNodes'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { trashNodes } from '@axiom/shared/document/operations/trashNodes'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { readTree } from '@axiom/shared/document/tree'
import { inkOf } from '@axiom/shared/protocol/ink'
import { specFor } from '@axiom/shared/widgets/registry'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { SPAN_MS } from '../../collaboration/storage/history.ts'
import { joinProject, until } from '../../collaboration/test/startDoor.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }
const DAY = 24 * 3_600_000
let server: TestServer
let ada: Client
let ben: Client
let guest: Client
/** How far the server's clock is ahead. */
let ahead = 0

beforeAll(async () => {
  server = await createTestServer({ now: () => Date.now() + ahead })
  ada = await server.register('Ada')
  ben = await server.register('Ben')
  guest = await server.register('Guest')
})
afterAll(() => server.close())
beforeEach(async () => {
  ahead = 0
  // Edits of one test belong to one span.
  await until('a span with room', () => Date.now() % SPAN_MS < SPAN_MS - 10_000, 15_000)
})

interface Scene {
  id: string
  home: string
  other: string
  first: string
  second: string
  far: string
}

async function newScene(): Promise<Scene> {
  const { id } = (await ada.call<Project>('POST', '/api/projects', { name: 'Scene' })).body
  await ada.call('POST', `/api/projects/${id}/members`, { email: ben.session.user.email, role: 'editor' })
  const made = await server.edit(id, (doc, origin) => {
    const [home, other] = [addScreen(doc, { name: 'Start' }, origin), addScreen(doc, { name: 'Other' }, origin)]
    const heading = specFor('heading')
    const [first = '', second = ''] = insertNodes(doc, { parentId: home, nodes: [heading, heading] }, origin)
    const [far = ''] = insertNodes(doc, { parentId: other, nodes: [heading] }, origin)
    return { home, other, first, second, far }
  })
  return { id, ...made }
}

/** Each edit is an update of its own. */
async function editAs(client: Client, { id }: Scene, ...edits: ((doc: ProjectDoc) => void)[]): Promise<void> {
  const doc = openProjectDoc()
  const provider = joinProject(`ws://localhost:${server.port}/collaboration`, client.session.accessToken, id, doc.y)
  await until('in', () => provider.synced)
  for (const edit of edits) {
    edit(doc)
    await until('saved', () => !provider.hasUnsyncedChanges)
  }
}

async function read({ id }: Scene, query = '', client = ada): Promise<Page<HistoryEntry>> {
  const { status, body } = await client.call<Page<HistoryEntry>>('GET', `/api/projects/${id}/history?${query}`)
  expect(status).toBe(200)
  return body
}

/** "who (why): +added ~changed -removed on where". */
async function tell(scene: Scene, query = ''): Promise<string[]> {
  return (await read(scene, query)).data.map(
    ({ author, reason, added, changed, removed, screens }) =>
      `${author?.name ?? 'server'}${reason === null ? '' : ` (${reason})`}: +${added} ~${changed} -${removed} ` +
      screens.map(({ name, changes }) => `${name} ${changes}`).join(', '),
  )
}

const rename =
  (id: string, name: string) =>
  (doc: ProjectDoc): void =>
    renameNode(doc, { id, name }, ORIGIN)

async function makeHistory(scene: Scene): Promise<void> {
  await editAs(ada, scene, rename(scene.first, 'A'), rename(scene.first, 'AA'), rename(scene.far, 'Far'), (doc) =>
    insertNodes(doc, { parentId: scene.home, nodes: [specFor('heading')] }, ORIGIN),
  )
  await editAs(ben, scene, (doc) => trashNodes(doc, { ids: [scene.second] }, ORIGIN))
}

describe('the history of a project', () => {
  it('tells who changed what, edits close in time as one, in the words of the document', async () => {
    const scene = await newScene()
    await makeHistory(scene)
    expect(await tell(scene)).toEqual([
      'Ben: +0 ~0 -1 Start 1',
      'Ada: +1 ~2 -0 Start 2, Other 1',
      'server (test): +5 ~0 -0 Start 3, Other 2',
    ])
    const [first, second] = (await read(scene)).data
    expect(first?.changes).toMatchObject([{ root: 'nodes', id: scene.second, kind: 'removed', screenId: scene.home }])
    expect(second).toMatchObject({ edits: 5, reason: null, restorable: true })
    expect(second?.author).toEqual({
      id: ada.session.user.id,
      name: 'Ada',
      colour: inkOf(ada.session.user.id, scene.id),
    })
    expect(second?.changes).toContainEqual({
      root: 'nodes',
      id: scene.first,
      kind: 'changed',
      name: 'AA',
      type: 'heading',
      screenId: scene.home,
      keys: ['name'],
    })
  })

  it('what was put back was not removed, and settings are told under their own name', async () => {
    const scene = await newScene()
    await editAs(
      ben,
      scene,
      (doc) => trashNodes(doc, { ids: [scene.second] }, ORIGIN),
      (doc) => restoreNodes(doc, { ids: [scene.second] }, ORIGIN),
      (doc) => setMeta(doc, { name: 'Renamed' }, ORIGIN),
    )
    const [entry] = (await read(scene)).data
    expect(entry).toMatchObject({ added: 0, changed: 2, removed: 0 })
    expect(entry?.changes.map(({ root, id, keys }) => [root, id, keys])).toEqual([
      ['nodes', scene.second, ['at']],
      ['meta', 'meta', ['name']],
    ])
  })

  it('edits of the server say why and who asked', async () => {
    const scene = await newScene()
    await ada.call('PUT', `/api/projects/${scene.id}`, { name: 'By request' })
    const { body } = await ada.call<Version>('POST', `/api/projects/${scene.id}/versions`, { label: 'Then' })
    await editAs(ben, scene, rename(scene.first, 'Spoiled'))
    await ada.call('POST', `/api/projects/${scene.id}/versions/${body.id}/restore`, {})
    expect((await tell(scene)).slice(0, 3)).toEqual([
      'Ada (restore): +0 ~1 -0 Start 1',
      'Ben: +0 ~1 -0 Start 1',
      'Ada (project renamed): +0 ~1 -0 ',
    ])
  })

  it('can be asked for one author, one widget, one screen, people or the server, and a time', async () => {
    const scene = await newScene()
    await makeHistory(scene)
    const [byBen, byAda, made] = await tell(scene)
    expect(await tell(scene, `author=${ben.session.user.id}`)).toEqual([byBen])
    expect(await tell(scene, `node=${scene.first}`)).toEqual(['Ada: +0 ~1 -0 Start 1', made])
    expect(await tell(scene, `node=${scene.second}&kind=people`)).toEqual([byBen])
    expect(await tell(scene, `screen=${scene.other}`)).toEqual([byAda, made])
    expect(await tell(scene, 'kind=people')).toEqual([byBen, byAda])
    expect(await tell(scene, 'kind=test')).toEqual([made])
    const from = (await read(scene)).data[0]?.from ?? ''
    expect(await tell(scene, `from=${from}`)).toEqual([byBen])
    expect(await tell(scene, `to=${from}&kind=people`)).toEqual([byAda])
  })

  it('refuses what is no cursor, time or kind', async () => {
    const scene = await newScene()
    for (const query of ['cursor=x', 'from=yesterday', 'kind=A', 'node=a/b'])
      expect((await ada.call('GET', `/api/projects/${scene.id}/history?${query}`)).status).toBe(400)
  })
})

describe('a moment of the history', () => {
  /** Gives the moment before. */
  async function spoil(scene: Scene): Promise<string> {
    const at = Date.now()
    await until('a later millisecond', () => Date.now() > at)
    await editAs(ben, scene, rename(scene.first, 'Now'), rename(scene.far, 'Now'), (doc) => {
      trashNodes(doc, { ids: [scene.second] }, ORIGIN)
      setProps(doc, { ids: [scene.far], props: { level: 4 } }, ORIGIN)
    })
    return new Date(at).toISOString()
  }
  const names = (scene: Scene): Promise<unknown[]> =>
    server.edit(scene.id, (doc) =>
      [scene.first, scene.second, scene.far].map((id) =>
        readTree(doc).parents.get(id) === 'trash' ? null : doc.roots.nodes.get(id)?.get('name'),
      ),
    )
  const restore = (scene: Scene, at: string, scope?: object, client = ada) =>
    client.call<Version>('POST', `/api/projects/${scene.id}/history/restore`, { at, ...(scope && { scope }) })
  const difference = (scene: Scene, at: string, client = ada) =>
    client.call<VersionDifference>('GET', `/api/projects/${scene.id}/history/difference?at=${at}`)

  it.each([
    ['everything', () => ({ kind: 'all' }), ['Heading', 'Heading', 'Heading']],
    ['one screen', ({ home }: Scene) => ({ kind: 'screen', id: home }), ['Heading', 'Heading', 'Now']],
    ['one widget', ({ second }: Scene) => ({ kind: 'node', id: second }), ['Now', 'Heading', 'Now']],
  ] as const)('[C5] can be compared with now and brought back: %s', async (_, scopeOf, expected) => {
    const scene = await newScene()
    const at = await spoil(scene)
    expect(await names(scene)).toEqual(['Now', null, 'Now'])
    const { body } = await difference(scene, at)
    expect(body.nodes.map(({ id, kind }) => [id, kind])).toEqual([
      [scene.first, 'changed'],
      [scene.far, 'changed'],
      [scene.second, 'removed'],
    ])
    const past = openProjectDoc()
    const { state } = (await ada.call<ProjectState>('GET', `/api/projects/${scene.id}/history/state?at=${at}`)).body
    Y.applyUpdate(past.y, Buffer.from(state, 'base64'))
    expect(past.roots.nodes.get(scene.first)?.get('name')).toBe('Heading')
    const { status, body: before } = await restore(scene, at, scopeOf(scene))
    expect([status, before.reason]).toEqual([200, 'restore'])
    expect(await names(scene)).toEqual(expected)
  })

  it('[C5] is refused when the log may have forgotten it, and when it is yet to come', async () => {
    const scene = await newScene()
    for (const off of [-8 * DAY, DAY]) {
      const at = new Date(Date.now() + off).toISOString()
      const refused = { status: 400, body: { code: 'invalid_input', errors: [{ path: 'at', code: 'not_kept' }] } }
      expect(await difference(scene, at)).toMatchObject(refused)
      expect(await restore(scene, at)).toMatchObject(refused)
    }
    expect((await read(scene)).data[0]?.restorable).toBe(true)
    ahead = 8 * DAY
    const later = await server.signInAgain(ada)
    expect((await read(scene, '', later)).data[0]?.restorable).toBe(false)
  })

  it('is for members; only editors restore; a foreign project is as if it were not there', async () => {
    const scene = await newScene()
    const at = new Date().toISOString()
    const asked = async (): Promise<number[]> => [
      (await guest.call('GET', `/api/projects/${scene.id}/history`)).status,
      (await difference(scene, at, guest)).status,
      (await restore(scene, at, undefined, guest)).status,
    ]
    expect(await asked()).toEqual([404, 404, 404])
    await ada.call('POST', `/api/projects/${scene.id}/members`, { email: guest.session.user.email, role: 'viewer' })
    expect(await asked()).toEqual([200, 200, 403])
    expect((await server.anonymous('GET', `/api/projects/${scene.id}/history`)).status).toBe(401)
  })
})
