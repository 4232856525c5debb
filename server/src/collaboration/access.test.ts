import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, until } from './test/startDoor.ts'

it.each([
  ['expired', 'project1', 4401],
  ['bad', 'project1', 4401],
  ['stranger', 'project1', 4403],
  ['ann', 'missing1', 4403],
])('[C13] token %s on %s is told why and closed with %i', async (token, project, code) => {
  const door = await startDoor()
  door.roles.set('stranger/project1', null)
  const client = RawClient.start(door.url, project)
  await client.open()
  client.token(token)
  await until('closed', () => client.closeCode !== null)
  expect(client.closeCode).toBe(code)
  expect(client.received.map((message) => [message.type, message.kind])).toEqual([[2, 1]])
})

it('[C13] a failing lookup of rights is not a refusal: 1013 without a word', async () => {
  const door = await startDoor({
    roleOf: async () => {
      throw new Error('database down')
    },
  })
  const client = RawClient.start(door.url)
  await client.open()
  client.token('ann')
  await until('closed', () => client.closeCode !== null)
  expect([client.closeCode, client.received]).toEqual([1013, []])
})

it.each(['viewer', 'commenter'] as const)('[C1] a %s reads, and no edit of theirs is applied', async (role) => {
  const door = await startDoor()
  door.roles.set('vic/project1', role)
  const viewer = joinProject(door.url, 'vic')
  const editor = joinProject(door.url, 'ann')
  await until('synced', () => viewer.synced && editor.synced)
  viewer.document.getMap('theme').set('theirs', 1)
  editor.document.getMap('theme').set('ours', 1)
  await until('read', () => viewer.document.getMap('theme').has('ours'))
  expect(viewer.hasUnsyncedChanges).toBe(true)
  expect(await door.collaboration.documents.readDocument('project1', (doc) => [...doc.roots.theme.keys()])).toEqual([
    'ours',
  ])
})

it('[C7] a reader is told false for an edit and true for what is known already', async () => {
  const door = await startDoor()
  door.roles.set('vic/project1', 'viewer')
  const client = await RawClient.signedIn(door.url, 'vic')
  const y = new Y.Doc()
  client.sync(1, Y.encodeStateAsUpdate(y))
  y.getMap('theme').set('x', 1)
  client.sync(1, Y.encodeStateAsUpdate(y))
  client.sync(2, Y.encodeStateAsUpdate(y))
  await until('answered', () => client.acknowledgements.length === 3)
  expect(client.acknowledgements).toEqual([true, false, false])
})

it('[C13] changed rights close exactly the sockets they concern', async () => {
  const door = await startDoor()
  const { documents } = door.collaboration
  const ann = await RawClient.signedIn(door.url, 'ann')
  const elsewhere = await RawClient.signedIn(door.url, 'ann', 'project2')
  const bob = await RawClient.signedIn(door.url, 'bob')
  documents.closeSockets({})
  documents.closeSockets({ projectId: 'project1', userId: 'ann' })
  await until('closed', () => ann.closeCode !== null)
  documents.closeSockets({ sessionId: 'session-bob' })
  await until('closed', () => bob.closeCode !== null)
  expect([ann.closeCode, bob.closeCode, elsewhere.closeCode]).toEqual([4403, 4401, null])
})

it('[C13] rights that change while somebody signs in are seen', async () => {
  let door: Awaited<ReturnType<typeof startDoor>> | null = null
  let asked = 0
  door = await startDoor({
    roleOf: async (userId, projectId) => {
      asked += 1
      if (asked > 1) return null
      door?.collaboration.documents.closeSockets({ userId: `not-${userId}`, projectId })
      return 'editor'
    },
  })
  const client = RawClient.start(door.url)
  await client.open()
  client.token('ann')
  await until('closed', () => client.closeCode !== null)
  expect([client.closeCode, asked]).toEqual([4403, 2])
})

it('[G5] pages of other hosts cannot connect; the own host, loopback and allowed origins can', async () => {
  const door = await startDoor({ allowedOrigins: ['https://editor.example'] })
  const { port } = new URL(door.url)
  const codes: Record<string, number | null> = {}
  for (const [name, headers] of Object.entries({
    foreign: { origin: 'https://evil.example' },
    opaque: { origin: 'null' },
    loopback: { origin: 'http://localhost:5173' },
    own: { origin: `http://192.168.7.7:${port}`, host: `192.168.7.7:${port}` },
    allowed: { origin: 'https://editor.example' },
  })) {
    const client = RawClient.start(door.url, 'project1', headers)
    let isOpen = false
    void client.open().then(
      () => (isOpen = true),
      () => undefined,
    )
    await until('decided', () => isOpen || client.closeCode !== null)
    codes[name] = client.closeCode
  }
  expect(codes).toMatchObject({ loopback: null, own: null, allowed: null })
  expect(codes['foreign']).not.toBeNull()
  expect(codes['opaque']).not.toBeNull()
})
