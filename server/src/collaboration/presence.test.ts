import { decodePresenceBatch, encodePresence } from '@axiom/shared/protocol/presenceFrames'
import { Hocuspocus } from '@hocuspocus/server'
import { expect, it } from 'vitest'
import { WebSocketServer } from 'ws'

import { RawClient } from './test/rawClient.ts'
import { startDoor, until } from './test/startDoor.ts'

const STATE = { screenId: 's1', selection: [], editing: null }

it('[C13] stamps who somebody is and ignores what they claim', async () => {
  const door = await startDoor()
  const ann = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  ann.awareness(11, 1, { ...STATE, user: { id: 'bob', name: 'Bob', colour: 1 } })
  await until('heard', () => bob.states.has(11))
  expect(bob.states.get(11)).toEqual({
    ...STATE,
    user: { id: 'ann', name: 'ANN', colour: expect.any(Number) as number },
  })
})

it('[C13] nobody speaks for the Awareness client of somebody else', async () => {
  const door = await startDoor()
  const ann = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  ann.awareness(11, 1, STATE)
  await until('heard', () => bob.states.has(11))
  bob.awareness(11, 5, null)
  bob.awareness(22, 1, STATE)
  await until('heard', () => ann.states.has(22))
  expect(ann.states.get(11)).toMatchObject(STATE)
})

it('[C13] old news of somebody else claims nothing: stock providers send back what they hear', async () => {
  const door = await startDoor()
  const ann = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  const cleo = await RawClient.signedIn(door.url, 'cleo')
  ann.awareness(11, 1, STATE)
  await until('heard', () => bob.states.has(11))
  ann.close()
  await until('removed', () => bob.states.get(11) === null)
  // What it has heard of her, and what it has heard since.
  for (const state of [STATE, null]) bob.awareness(11, 1, state)
  bob.awareness(22, 1, STATE)
  await until('handled', () => cleo.states.has(22))
  const again = await RawClient.signedIn(door.url, 'ann')
  again.awareness(11, 2, STATE)
  await until('heard again', () => cleo.states.get(11) !== null)
  expect(cleo.states.get(11)).toMatchObject({ user: { id: 'ann' } })
})

it('[C13] removals reach the others, by message and by closing', async () => {
  const door = await startDoor()
  const ann = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  const cleo = await RawClient.signedIn(door.url, 'cleo')
  ann.awareness(11, 1, STATE)
  bob.awareness(22, 1, STATE)
  await until('heard', () => cleo.states.size === 2)
  ann.awareness(11, 2, null)
  bob.close()
  await until('both removed', () => cleo.states.get(11) === null && cleo.states.get(22) === null)
})

it('an older socket of the same tab does not take the newer state with it', async () => {
  const door = await startDoor()
  const old = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  old.awareness(11, 1, STATE)
  await until('heard', () => bob.states.has(11))
  const young = await RawClient.signedIn(door.url, 'ann')
  young.awareness(11, 2, { ...STATE, screenId: 's2' })
  await until('heard', () => JSON.stringify(bob.states.get(11)).includes('s2'))
  old.close()
  await until('closed', () => old.closeCode !== null)
  young.awareness(12, 1, STATE)
  await until('heard', () => bob.states.has(12))
  expect(bob.states.get(11)).toMatchObject({ screenId: 's2' })
})

it('relays pointers to the others, under the sender’s own Awareness id', async () => {
  const door = await startDoor()
  const ann = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  const frame = { kind: 'cursor', screen: 7, x: -5, y: 300 } as const
  // Before it has published a state nobody could say whose pointer it is.
  ann.send(encodePresence({ ...frame, x: 1 }))
  ann.awareness(11, 1, STATE)
  await until('heard', () => bob.states.has(11))
  ann.send(encodePresence(frame))
  await until('frame', () => bob.frames.length > 0)
  expect(bob.frames.map(decodePresenceBatch)).toEqual([[{ clientId: 11, frame }]])
  expect(ann.frames).toEqual([])
})

it('ignores pointers of people who are not signed in', async () => {
  const door = await startDoor()
  const bob = await RawClient.signedIn(door.url, 'bob')
  const guest = RawClient.start(door.url)
  await guest.open()
  guest.send(encodePresence({ kind: 'idle', screen: 1 }))
  guest.awareness(33, 1, STATE)
  const ann = await RawClient.signedIn(door.url, 'ann')
  ann.awareness(11, 1, STATE)
  await until('heard', () => bob.states.has(11))
  expect([bob.frames, bob.states.has(33)]).toEqual([[], false])
})

it('foreign bug: stock Hocuspocus 4.7 loses the removal of a state (our own handling can go when this fails)', async () => {
  const stock = new Hocuspocus({ quiet: true })
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (ws) => {
    const client = stock.handleConnection(ws, new Request('http://localhost/'))
    ws.on('message', (data: Buffer) => client.handleMessage(new Uint8Array(data)))
    ws.on('close', (code) => client.handleClose({ code, reason: '' }))
  })
  await until('listening', () => server.address() !== null)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  const ann = await RawClient.signedIn(`ws://127.0.0.1:${address.port}`, 'ann')
  const bob = await RawClient.signedIn(`ws://127.0.0.1:${address.port}`, 'bob')
  ann.awareness(11, 1, STATE)
  await until('heard', () => bob.states.has(11))
  ann.awareness(11, 2, null)
  ann.awareness(12, 1, STATE)
  await until('later state heard', () => bob.states.has(12))
  expect(bob.states.get(11)).toEqual(STATE)
  ann.close()
  bob.close()
  await new Promise((resolve) => server.close(resolve))
})

it('[C13] who only looks on is shown to nobody, but for whom they follow', async () => {
  const door = await startDoor()
  door.roles.set('vic/project1', 'viewer')
  const ann = await RawClient.signedIn(door.url, 'ann')
  const vic = await RawClient.signedIn(door.url, 'vic')
  const shown = (clientId: number): unknown => ann.states.get(clientId) ?? null
  ann.awareness(7, 1, STATE)
  vic.awareness(9, 1, STATE)
  vic.send(encodePresence({ kind: 'cursor', screen: 1, x: 1, y: 2 }))
  vic.awareness(9, 2, { ...STATE, follows: 7 })
  await until('the follower is shown', () => shown(9) !== null)
  const updates = ann.received.filter(({ type }) => type === 1).length
  vic.awareness(9, 3, STATE)
  await until('no longer', () => shown(9) === null)
  for (let clock = 4; clock < 9; clock++) vic.awareness(9, clock, STATE)
  vic.awareness(9, 9, { ...STATE, follows: 7 })
  await until('shown again', () => shown(9) !== null)
  expect(ann.received.filter(({ type }) => type === 1)).toHaveLength(updates + 2)
  expect(ann.frames).toEqual([])
  expect(vic.states.has(7)).toBe(true)
})
