import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { editText } from '@axiom/shared/document/operations/editText'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { textOf } from '@axiom/shared/document/texts'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../test/createTestServer.ts'
import { RawClient } from './collaboration/test/rawClient.ts'
import { joinProject, until } from './collaboration/test/startDoor.ts'
import { LocalHub } from './platform/bus/localBus.ts'

let ahead = 0
let dataDir: string
let one: TestServer
let two: TestServer
let owner: Client
let id: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'axiom-processes-'))
  const hub = new LocalHub()
  const onFailure = (error: unknown): void => expect.fail(String(error))
  const both = { dataDir, now: () => Date.now() + ahead, limits: { submissions: { points: 3, seconds: 3_600 } } }
  one = await createTestServer({ ...both, bus: hub.join(onFailure) })
  two = await createTestServer({ ...both, bus: hub.join(onFailure) })
  owner = await one.register('Owner')
  id = (await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shared', template: 'orders' })).body.id
})
afterAll(async () => {
  await Promise.all([one.close(), two.close()])
  await rm(dataDir, { recursive: true, force: true })
})

const socketOf = (server: TestServer): string => `ws://127.0.0.1:${server.port}/collaboration`

it('[C10] an edit accepted by one process is with the readers of another', async () => {
  const reader = joinProject(socketOf(two), owner.session.accessToken, id)
  await until('synced', () => reader.synced)
  await one.edit(id, (doc) => doc.roots.theme.set('told', 1))
  await until('told', () => reader.document.getMap('theme').has('told'))
})

it('[C13] a sign-out at one process closes the sockets at another', async () => {
  const { cookie, session } = await one.register('Leaver')
  const invited = await owner.call('POST', `/api/projects/${id}/members`, {
    email: 'leaver@example.com',
    role: 'editor',
  })
  expect(invited.status).toBeLessThan(300)
  const socket = await RawClient.signedIn(socketOf(two), session.accessToken, id)
  const started = performance.now()
  const left = await one.anonymous('POST', '/api/auth/logout', undefined, { cookie, 'x-csrf-token': session.csrfToken })
  expect(left.status).toBeLessThan(300)
  await until('closed', () => socket.closeCode !== null)
  expect(performance.now() - started).toBeLessThan(1_000)
  const again = RawClient.start(socketOf(two), id)
  await again.open()
  again.token(session.accessToken)
  await until('refused', () => again.closeCode !== null)
  expect(again.closeCode).toBe(4401)
})

it('[C13] a role taken at one process ends at once at another', async () => {
  const guest = await one.register('Guest')
  await owner.call('POST', `/api/projects/${id}/members`, { email: 'guest@example.com', role: 'editor' })
  const socket = await RawClient.signedIn(socketOf(two), guest.session.accessToken, id)
  await owner.call('DELETE', `/api/projects/${id}/members/${guest.session.user.id}`)
  await until('closed', () => socket.closeCode !== null)
  const again = RawClient.start(socketOf(two), id)
  await again.open()
  again.token(guest.session.accessToken)
  await until('refused', () => again.closeCode !== null)
  expect(again.closeCode).toBe(4403)
})

it('two owners who leave at once, each at another process, leave one behind', async () => {
  const second = await one.register('Second')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Kept', template: 'blank' })
  const members = `/api/projects/${body.id}/members`
  await owner.call('POST', members, { email: 'second@example.com', role: 'owner' })
  const elsewhere = await two.signInAgain(second)
  const left = await Promise.all([
    owner.call('DELETE', `${members}/${owner.session.user.id}`),
    elsewhere.call('DELETE', `${members}/${second.session.user.id}`),
  ])
  expect(left.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 409])
})

it('two processes that publish at once make two releases, one after the other', async () => {
  const elsewhere = await two.signInAgain(owner)
  const made = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Twice', template: 'orders' })
  const path = `/api/projects/${made.body.id}`
  const publish = (who: Client) => who.call('POST', `${path}/publish`, { copyDraftRows: false })
  const answers = await Promise.all([publish(owner), publish(elsewhere)])
  expect(answers.map(({ status }) => status)).toEqual([201, 201])
  const { body } = await owner.call<{ data: { number: number; active: boolean }[] }>('GET', `${path}/releases`)
  expect(body.data.map(({ number, active }) => [number, active])).toEqual([
    [2, true],
    [1, false],
  ])
})

it('[C8] a suggestion that two accept at once, each at another process, puts no word there twice', async () => {
  const elsewhere = await two.signInAgain(owner)
  const made = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Words', template: 'blank' })
  const path = `/api/projects/${made.body.id}/proposals`
  const node = await one.edit(made.body.id, (doc, origin) => {
    const [screen = ''] = doc.roots.screens.keys()
    const [id = ''] = insertNodes(
      doc,
      { parentId: screen, nodes: [{ type: 'heading', texts: { text: 'then' } }] },
      origin,
    )
    return id
  })
  const words = async (server: TestServer): Promise<string> =>
    server.edit(made.body.id, (doc) => textOf(doc, node, 'text')?.toJSON() ?? '')
  await expect.poll(() => words(two)).toBe('then')
  const entry = {
    root: 'nodes',
    row: node,
    key: 'x:text',
    from: { kind: 'text', text: 'then' },
    to: { kind: 'text', text: 'then and now' },
  }
  for (let round = 0; round < 5; round++) {
    const { body } = await owner.call<{ id: string }>('POST', path, {
      title: 'Better',
      difference: { entries: [entry] },
    })
    // Somebody has written there meanwhile: both are kept.
    await one.edit(made.body.id, (doc, origin) => editText(doc, { id: node, name: 'text', text: 'only then' }, origin))
    await expect.poll(() => words(two)).toBe('only then')
    const both = await Promise.all([owner, elsewhere].map((who) => who.call('POST', `${path}/${body.id}/accept`, {})))
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    await expect
      .poll(async () => [await words(one), await words(two)])
      .toEqual(['only then and now', 'only then and now'])
    await one.edit(made.body.id, (doc, origin) => editText(doc, { id: node, name: 'text', text: 'then' }, origin))
    await expect.poll(() => words(two)).toBe('then')
  }
})

it('guesses at one process block them at the other', async () => {
  await one.register('Guessed')
  const guess = async (server: TestServer): Promise<number> => {
    const input = { email: 'guessed@example.com', password: 'wrong password' }
    return (await server.anonymous('POST', '/api/auth/login', input)).status
  }
  const statuses: number[] = []
  for (const server of [one, two, one, two, one, two]) statuses.push(await guess(server))
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
})

it('limits that protect what both share count together', async () => {
  const send = async (server: TestServer): Promise<number> =>
    (await server.anonymous('POST', '/api/projects/none/submissions', {})).status
  const statuses: number[] = []
  for (const server of [one, two, one, two]) statuses.push(await send(server))
  expect(statuses.map((status) => status === 429)).toEqual([false, false, false, true])
})

it('a release that one process publishes is what another serves', async () => {
  const slug = (await owner.call<{ slug: string }>('GET', `/api/projects/${id}`)).body.slug
  expect((await two.app(slug, '/app.json')).status).toBe(404)
  await owner.call('POST', `/api/projects/${id}/publish`, { copyDraftRows: false })
  const { body } = await owner.call<{ data: { id: string }[] }>('GET', `/api/projects/${id}/releases`)
  await expect
    .poll(async () => (await two.app(slug, '/app.json')).headers.etag, { timeout: 3_000 })
    .toMatch(new RegExp(`^"${body.data[0]?.id}\\.`))
})

it('of two processes at which the same project is edited one keeps the automatic version', async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Edited', template: 'blank' })
  const path = `/api/projects/${body.id}`
  const rename = async (server: TestServer, name: string): Promise<void> => {
    await server.edit(body.id, (doc) => doc.roots.meta.set('name', name))
    await expect.poll(async () => (await owner.call('GET', path)).body['name']).toBe(name)
  }
  const kept = async (): Promise<number> =>
    (await owner.call<{ data: unknown[] }>('GET', `${path}/versions`)).body.data.length
  await rename(one, 'a')
  await rename(two, 'b')
  ahead += 10 * 60_000
  owner = await one.signInAgain(owner)
  await rename(one, 'c')
  await expect.poll(kept).toBe(1)
  await rename(two, 'd')
  await rename(two, 'e')
  expect(await kept()).toBe(1)
})
