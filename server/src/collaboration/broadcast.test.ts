import { Document } from '@hocuspocus/server'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { Broadcast, type Listener, type Shared } from './broadcast.ts'
import { RawClient } from './test/rawClient.ts'
import { startDoor, until } from './test/startDoor.ts'

/** Sync messages with an update that a client has heard. */
function heard(client: RawClient): Uint8Array[] {
  return client.received.filter(({ type, kind }) => type === 0 && kind === 2).map(({ payload }) => payload)
}

function listener(address: string) {
  const got: Shared[] = []
  return { address, got, sendShared: (message: Shared) => void got.push(message) }
}

it.each([10, 300, 70_000])(
  '[C17] an edit of %i bytes reaches everybody but the socket that it came from',
  async (bytes) => {
    const door = await startDoor()
    const ann = await RawClient.signedIn(door.url, 'ann')
    const tab = await RawClient.signedIn(door.url, 'ann')
    const bob = await RawClient.signedIn(door.url, 'bob')
    const y = new Y.Doc()
    y.transact(() => {
      for (let i = 0; i * 5_000 < bytes; i++) y.getMap('theme').set(`k${i}`, 'x'.repeat(Math.min(bytes, 5_000)))
    })
    ann.sync(2, Y.encodeStateAsUpdate(y))
    await until('heard', () => heard(tab).length === 1 && heard(bob).length === 1)
    await until('acknowledged', () => ann.acknowledgements.length === 1)
    for (const client of [tab, bob]) {
      const theirs = new Y.Doc()
      Y.applyUpdate(theirs, heard(client)[0] ?? new Uint8Array())
      expect(theirs.getMap('theme').toJSON()).toEqual(y.getMap('theme').toJSON())
    }
    bob.sync(2, Y.encodeStateAsUpdate(withOne('b')))
    await until('heard', () => heard(ann).length === 1)
    expect([heard(ann).length, heard(bob).length]).toEqual([1, 1])
  },
)

it('[C17] what happens in one turn is one message, the same bytes for all of one address; several authors hear each other', async () => {
  const people = [listener('p1'), listener('p1'), listener('p1\0tab')]
  const [ann, bob, cid] = people
  const broadcast = new Broadcast((): Iterable<Listener> => people)
  const document = new Document('p1')
  broadcast.silence(document)
  broadcast.begin(document)
  const edit = (key: string, socket: unknown): void =>
    Y.applyUpdate(document, Y.encodeStateAsUpdate(withOne(key)), { source: 'local', context: { socket } })
  edit('a', ann)
  edit('b', ann)
  await until('sent', () => bob?.got.length === 1)
  expect(people.map(({ got }) => got.length)).toEqual([0, 1, 1])
  edit('c', ann)
  edit('d', bob)
  await until('sent', () => ann?.got.length === 1)
  expect(people.map(({ got }) => got.length)).toEqual([1, 2, 2])
  expect(ann?.got[0]).toBe(bob?.got[1])
  expect(cid?.got[1]).not.toBe(bob?.got[1])
  edit('e', null)
  await until('sent', () => ann?.got.length === 2)
  expect(people.map(({ got }) => got.length)).toEqual([2, 3, 3])
})

it('[C17] Hocuspocus is the only one to listen to a new document, and says nothing any more once it is silenced', async () => {
  const document = new Document('p1')
  expect(document._observers.get('update')?.size).toBe(1)
  const sent: string[] = []
  document.callbacks.onUpdate = () => void sent.push('update')
  new Broadcast(() => []).silence(document)
  document.getMap('theme').set('a', 1)
  document.flush()
  expect(sent).toEqual([])
})

function withOne(key: string): Y.Doc {
  const y = new Y.Doc()
  y.getMap('theme').set(key, 1)
  return y
}
