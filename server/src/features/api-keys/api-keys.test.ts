import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { ApiKey } from '@axiom/shared/contracts/apiKeys'
import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

import { type Answer, type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { openEvents } from '../../../test/openEvents.ts'
import { RawClient } from '../../collaboration/test/rawClient.ts'
import { until } from '../../collaboration/test/startDoor.ts'
import { LocalHub } from '../../platform/bus/localBus.ts'

let ahead = 0
let dataDir: string
let one: TestServer
let two: TestServer
let owner: Client
let projectId: string
let models: { things: string; others: string }

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'axiom-keys-'))
  const hub = new LocalHub()
  const onFailure = (error: unknown): void => expect.fail(String(error))
  const both = { dataDir, now: () => Date.now() + ahead }
  one = await createTestServer({ ...both, bus: hub.join(onFailure) })
  two = await createTestServer({ ...both, bus: hub.join(onFailure) })
  owner = await one.register('Owner')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  models = await one.edit(projectId, (doc, origin) => {
    const [things, others] = ['things', 'others'].map((name) => {
      const id = addModel(doc, { name }, origin)
      addField(doc, { modelId: id, name: 'n', type: 'integer' }, origin)
      return id
    })
    return { things: things ?? '', others: others ?? '' }
  })
})
afterAll(async () => {
  await Promise.all([one.close(), two.close()])
  await rm(dataDir, { recursive: true, force: true })
})

const keys = (): string => `/api/projects/${projectId}/api-keys`

async function newKey(scopes: string[], more: object = {}): Promise<ApiKey & { secret: string }> {
  const { status, body } = await owner.call<ApiKey & { secret: string }>('POST', keys(), {
    name: 'Script',
    scopes,
    ...more,
  })
  expect(status).toBe(201)
  return body
}

const ask = (secret: string, method: string, path: string, body?: unknown, server = one): Promise<Answer> =>
  server.anonymous(method, `/api/dynamic/${projectId}${path}`, body, { authorization: `Bearer ${secret}` })

it('a key’s secret is shown once, and kept only as a hash', async () => {
  const { id, secret, prefix } = await newKey(['read:*'])
  expect(secret).toMatch(/^axk_[\w-]{43}$/)
  expect(secret.startsWith(prefix)).toBe(true)
  expect((await ask(secret, 'GET', '/things')).status).toBe(200)
  const { body } = await owner.call<{ data: ApiKey[] }>('GET', keys())
  const listed = body.data.find((key) => key.id === id)
  expect(listed).toMatchObject({ name: 'Script', prefix, scopes: ['read:*'], lastUsedAt: expect.any(String) as string })
  expect(JSON.stringify(body)).not.toContain(secret)
})

it('a key may exactly what its scopes say, by model and by kind', async () => {
  const { secret } = await newKey([`read:${models.things}`, `write:${models.others}`])
  const { body } = await owner.call<{ data: { id: string } }>('POST', `/api/dynamic/${projectId}/things`, { n: 1 })
  const { id } = body.data
  expect((await ask(secret, 'GET', '/things')).status).toBe(200)
  expect((await ask(secret, 'GET', `/things/${id}`)).status).toBe(200)
  expect((await ask(secret, 'POST', '/things', { n: 2 })).status).toBe(403)
  expect((await ask(secret, 'PATCH', `/things/${id}`, { n: 2 })).status).toBe(403)
  expect((await ask(secret, 'DELETE', `/things/${id}`)).status).toBe(403)
  expect((await ask(secret, 'GET', '/others')).status).toBe(403)
  const made = await ask(secret, 'POST', '/others', { n: 2 })
  expect(made.status).toBe(201)
  expect(made.body).toMatchObject({ data: { createdBy: expect.stringMatching(/^key:/) as string } })
})

it('its OpenAPI document has exactly the operations that it may', async () => {
  const { secret } = await newKey([`read:${models.things}`])
  const { body } = await ask(secret, 'GET', '/openapi.json')
  const paths = body['paths'] as Record<string, object>
  const base = `/api/dynamic/${projectId}`
  expect(Object.keys(paths).sort()).toEqual([
    `${base}/changes`,
    `${base}/graphql`,
    `${base}/things`,
    `${base}/things/aggregate`,
    `${base}/things/export`,
    `${base}/things/{id}`,
  ])
  expect(Object.keys(paths[`${base}/things`] ?? {}).sort()).toEqual(['get', 'parameters'])
  // GraphQL is one address for all: there, too, it reads what it may and nothing else.
  const graph = (query: string) => ask(secret, 'POST', '/graphql', { query })
  expect((await graph('{ things(limit: 1) { data { id } } }')).body['errors']).toBeUndefined()
  expect((await graph('{ others(limit: 1) { data { id } } }')).body['errors']).toBeDefined()
})

it('a key is good for nothing but records and the document', async () => {
  const { secret } = await newKey(['read:*', 'write:*', 'collaborate'])
  const headers = { authorization: `Bearer ${secret}` }
  for (const path of [`/api/projects/${projectId}`, keys(), '/api/projects', '/api/auth/me'])
    expect([path, (await one.anonymous('GET', path, undefined, headers)).status]).toEqual([path, 401])
})

it.each(['axk_', `axk_${'x'.repeat(43)}`, `axk_${'x'.repeat(44)}`])('%s is refused, and counted', async (secret) => {
  const { status, headers, body } = await ask(secret, 'GET', '/things')
  expect([status, body['code']]).toEqual([401, 'unauthenticated'])
  expect(headers.get('ratelimit-limit')).not.toBeNull()
})

it('only owners see, make and revoke keys; strangers learn nothing', async () => {
  const { id } = await newKey(['read:*'])
  const editor = await one.register('Editor')
  await owner.call('POST', `/api/projects/${projectId}/members`, { email: 'editor@example.com', role: 'editor' })
  const stranger = await one.register('Stranger')
  for (const [client, status] of [
    [editor, 403],
    [stranger, 404],
  ] as const) {
    expect((await client.call('GET', keys())).status).toBe(status)
    expect((await client.call('POST', keys(), { name: 'x', scopes: ['read:*'] })).status).toBe(status)
    expect((await client.call('DELETE', `${keys()}/${id}`)).status).toBe(status)
  }
  expect((await owner.call<{ data: ApiKey[] }>('GET', keys())).body.data.some((key) => key.id === id)).toBe(true)
  // From another project, by its own owner.
  const { body } = await stranger.call<{ id: string }>('POST', '/api/projects', { name: 'Theirs', template: 'blank' })
  expect((await stranger.call('DELETE', `/api/projects/${body.id}/api-keys/${id}`)).status).toBe(404)
})

it.each([
  ['no scope', []],
  ['an unknown one', ['admin']],
  ['a model that is not there', ['read:nothing']],
])('%s is refused', async (_title, scopes) => {
  const { status, body } = await owner.call('POST', keys(), { name: 'x', scopes })
  expect([status, body['code']]).toEqual([400, 'invalid_input'])
})

it('each key has a limit of its own, and hears of it', async () => {
  const [busy, quiet] = [await newKey(['read:*']), await newKey(['read:*'])]
  const left = async (secret: string): Promise<number> =>
    Number((await ask(secret, 'GET', '/things')).headers.get('ratelimit-remaining'))
  const before = await left(quiet.secret)
  await left(busy.secret)
  await left(busy.secret)
  // The window may have begun anew meanwhile; another key's requests never count.
  expect([before, before - 1]).toContain(await left(quiet.secret))
})

it('a revoked key is refused at once by every process, and its streams and sockets end within a second', async () => {
  const { id, secret } = await newKey(['read:*', 'collaborate'])
  expect((await ask(secret, 'GET', '/things', undefined, two)).status).toBe(200)
  const stream = await openEvents(`${two.url}/api/dynamic/${projectId}/changes`, { authorization: `Bearer ${secret}` })
  expect(stream.status).toBe(200)
  const socket = await RawClient.signedIn(`ws://127.0.0.1:${two.port}/collaboration`, secret, projectId)
  const started = performance.now()
  expect((await owner.call('DELETE', `${keys()}/${id}`)).status).toBe(204)
  await stream.ended
  await until('closed', () => socket.closeCode !== null)
  expect(socket.closeCode).toBe(4401)
  expect(performance.now() - started).toBeLessThan(1_000)
  expect((await ask(secret, 'GET', '/things', undefined, two)).status).toBe(401)
  expect((await ask(secret, 'GET', '/things')).status).toBe(401)
})

it('[C18] a stock y-websocket client joins with a key in the address, and edits', async () => {
  const { secret } = await newKey(['collaborate'])
  const plain = joinPlain({ token: secret })
  await until('synced', () => plain.provider.synced)
  plain.document.getMap('theme').set('fromKey', 1)
  await expect.poll(() => one.edit(projectId, (doc) => doc.roots.theme.has('fromKey'))).toBe(true)
})

it.each([
  ['a key without the scope', 4403],
  ['a person’s token', 4401],
])('[C18] with %s in the address nobody joins', async (who, code) => {
  const token = who.startsWith('a key') ? (await newKey(['read:*', 'write:*'])).secret : owner.session.accessToken
  const plain = joinPlain({ token })
  await until('closed', () => plain.codes.length > 0)
  expect(plain.codes).toEqual([code])
})

it('a key that expires is refused', async () => {
  const { secret } = await newKey(['read:*', 'collaborate'], { expiresInDays: 1 })
  expect((await ask(secret, 'GET', '/things')).status).toBe(200)
  ahead += 86_400_000
  expect((await ask(secret, 'GET', '/things')).status).toBe(401)
  const again = RawClient.start(`ws://127.0.0.1:${one.port}/collaboration`, projectId)
  await again.open()
  again.token(secret)
  await until('refused', () => again.closeCode !== null)
  expect(again.closeCode).toBe(4401)
})

function joinPlain(params: Record<string, string>) {
  const document = new Y.Doc()
  const provider = new WebsocketProvider(`ws://127.0.0.1:${one.port}/yjs`, projectId, document, {
    params,
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  const codes: number[] = []
  provider.on('connection-close', (event) => event && codes.push(event.code))
  onTestFinished(() => provider.destroy())
  return { provider, document, codes }
}
