import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

import { joinProject, startDoor, tempDir, type TestDoor, until } from './test/startDoor.ts'

/** A stock y-websocket client: proof that any Yjs application can join. */
function joinPlain(door: TestDoor, token: string | null, project = 'project1', document = new Y.Doc()) {
  const provider = new WebsocketProvider(door.url.replace(/\/collaboration$/, '/yjs'), project, document, {
    ...(token === null ? {} : { protocols: [`axiom.${token}`] }),
    WebSocketPolyfill: WebSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
    maxBackoffTime: 100,
  })
  const closed: { code: number; reason: string }[] = []
  provider.on('connection-close', (event) => event && closed.push({ code: event.code, reason: event.reason }))
  onTestFinished(() => provider.destroy())
  return { provider, document, closed, theme: document.getMap('theme') }
}

it('[C18] a stock y-websocket client reads, writes and sees who is there, beside editors', async () => {
  const door = await startDoor()
  const editor = joinProject(door.url, 'ann')
  const plain = joinPlain(door, 'bob')
  await until('both synced', () => editor.synced && plain.provider.synced)
  editor.document.getMap('theme').set('editor', 1)
  plain.theme.set('plain', 2)
  plain.provider.awareness.setLocalState({ screen: 's1', user: { id: 'somebody else' } })
  editor.setAwarenessField('screen', 's2')
  await until('both have both', () => plain.theme.size === 2 && editor.document.getMap('theme').size === 2)
  await until('presence', () => {
    const there = editor.awareness?.getStates().get(plain.document.clientID)
    return there?.['user']?.id === 'bob' && plain.provider.awareness.getStates().size === 2
  })
  plain.provider.disconnect()
  await until('gone', () => editor.awareness?.getStates().has(plain.document.clientID) === false)
})

it('[C18] what a plain client wrote is in the log, and what it wrote while away arrives on return', async () => {
  const dataDir = await tempDir()
  const door = await startDoor({ dataDir })
  const plain = joinPlain(door, 'bob')
  await until('synced', () => plain.provider.synced)
  plain.provider.disconnect()
  plain.theme.set('away', 1)
  plain.provider.connect()
  const other = joinProject(door.url, 'ann')
  await until('arrived', () => other.document.getMap('theme').has('away'))
  await door.stop()
  const again = await startDoor({ dataDir })
  const size = await again.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.size)
  expect(size).toBe(1)
})

it.each([
  ['without a token', null, 'project1', CLOSE_CODES.signInAgain],
  ['with an expired token', 'expired', 'project1', CLOSE_CODES.signInAgain],
  ['with no rights', 'stranger', 'project1', CLOSE_CODES.noAccess],
  ['for no project', 'ann', 'missing1', CLOSE_CODES.noAccess],
])('[C18] %s it is turned away for good', async (_title, token, project, code) => {
  const door = await startDoor()
  door.roles.set('stranger/project1', null)
  const plain = joinPlain(door, token, project)
  await until('closed', () => plain.closed.length > 0)
  expect(plain.closed).toMatchObject([{ code }])
  expect(plain.provider.shouldConnect).toBe(false)
})

it('[C18] a reader’s edit is not applied, and says so', async () => {
  const door = await startDoor()
  door.roles.set('vic/project1', 'viewer')
  const plain = joinPlain(door, 'vic')
  await until('synced', () => plain.provider.synced)
  plain.theme.set('mine', 1)
  await until('told', () => plain.closed.length > 0)
  expect(plain.closed).toEqual([{ code: CLOSE_CODES.refused, reason: 'read only' }])
  const size = await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.size)
  expect(size).toBe(0)
})

it('[C18] the same gate judges: what it refuses ends the socket with the reason, and changes nothing', async () => {
  const door = await startDoor()
  const plain = joinPlain(door, 'bob')
  await until('synced', () => plain.provider.synced)
  plain.document.getMap('elsewhere').set('x', 1)
  await until('told', () => plain.closed.length > 0)
  expect(plain.closed).toMatchObject([{ code: CLOSE_CODES.refused, reason: expect.stringContaining('elsewhere') }])
  const roots = await door.collaboration.documents.readDocument('project1', (doc) => [...doc.y.share.keys()])
  expect(roots).not.toContain('elsewhere')
})

it('[C18] a client that only looks hears from the server often enough not to think it gone', async () => {
  const door = await startDoor()
  const plain = joinPlain(door, 'bob')
  await until('synced', () => plain.provider.synced)
  const before = plain.provider.wsLastMessageReceived
  // What it sends every 15 s; it leaves after 30 s of silence.
  plain.provider.awareness.setLocalState(plain.provider.awareness.getLocalState())
  await until('answered', () => plain.provider.wsLastMessageReceived > before)
})
