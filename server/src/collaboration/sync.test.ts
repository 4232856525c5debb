import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { faultyLog } from './test/faultyLog.ts'
import { RawClient } from './test/rawClient.ts'
import { startDoor, until } from './test/startDoor.ts'

const EMPTY = Y.encodeStateVector(new Y.Doc())

/** The updates of somebody who sets `count` keys, each depending on the one before. */
function updatesOf(count: number): { y: Y.Doc; updates: Uint8Array[] } {
  const y = new Y.Doc()
  const updates: Uint8Array[] = []
  y.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < count; i++) y.getMap('theme').set(`key${i}`, i)
  return { y, updates }
}

it('[C1] acknowledges, applies and broadcasts only after the append', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected })
  const a = await RawClient.signedIn(door.url, 'ann')
  const b = await RawClient.signedIn(door.url, 'bob')
  control.gate = new Promise<void>((resolve) => (control.release = resolve))
  const { updates } = updatesOf(1)
  a.sync(2, updates[0] ?? new Uint8Array())
  await until('the append has begun', () => control.appended === 1)
  const size = await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.size)
  expect({ size, acks: a.acknowledgements, heard: b.received.filter((one) => one.type === 0).length }).toEqual({
    size: 0,
    acks: [],
    heard: 0,
  })
  control.release()
  await until(
    'acknowledged and heard',
    () => a.acknowledgements.length === 1 && b.received.some((one) => one.type === 0),
  )
  expect(a.acknowledgements).toEqual([true])
})

it('[C7] holds an update with a gap, asks for what is missing, and acknowledges both then', async () => {
  const door = await startDoor()
  const client = await RawClient.signedIn(door.url, 'ann')
  const { y, updates } = updatesOf(3)
  client.sync(2, updates[2] ?? new Uint8Array())
  await until('asked', () => client.received.some((message) => message.type === 0 && message.kind === 0))
  expect(client.acknowledgements).toEqual([])
  client.sync(1, Y.encodeStateAsUpdate(y))
  await until('both acknowledged', () => client.acknowledgements.length === 2)
  expect(client.acknowledgements).toEqual([true, true])
  const theme = await door.collaboration.documents.readDocument('project1', (doc) => doc.y.getMap('theme').toJSON())
  expect(theme).toEqual({ key0: 0, key1: 1, key2: 2 })
})

it('[C7] a step 2 with a gap is refused, and nothing of it is kept', async () => {
  const door = await startDoor()
  const client = await RawClient.signedIn(door.url, 'ann')
  client.sync(1, updatesOf(2).updates[1] ?? new Uint8Array())
  await until('refused', () => client.refusals.length === 1)
  expect([client.refusals, client.acknowledgements]).toEqual([[{ type: 'refused', code: 'gap', key: '' }], [false]])
  expect(await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.size)).toBe(0)
})

it('[C7] contained and empty updates are acknowledged without an append', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected })
  const client = await RawClient.signedIn(door.url, 'ann')
  const { y, updates } = updatesOf(2)
  y.getMap('theme').delete('key0')
  for (const update of [...updates, Y.encodeStateAsUpdate(new Y.Doc()), ...updates, Y.encodeStateAsUpdate(y)])
    client.sync(2, update)
  await until('acknowledged', () => client.acknowledgements.length === 8)
  expect(client.acknowledgements).toEqual(Array.from({ length: 8 }, () => true))
  expect(control.appended).toBe(3)
})

it('[C7] an edit whose socket is gone is applied to the document that is loaded by then', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected, idleMs: 20 })
  const client = await RawClient.signedIn(door.url, 'ann')
  control.gate = new Promise<void>((resolve) => (control.release = resolve))
  for (const update of updatesOf(2).updates) client.sync(2, update)
  await until('the append has begun', () => control.appended === 1)
  client.close()
  await until('closed', () => client.closeCode !== null)
  const { documents } = door.collaboration
  let size = 0
  documents.onDocumentChanged(() => {
    void documents.readDocument('project1', (doc) => (size = doc.roots.theme.size))
  })
  control.release()
  await until('both applied', () => size === 2)
  expect(size).toBe(2)
})

it('[C16] answers step 1 with exactly what is missing, then asks in turn', async () => {
  const { y, updates } = updatesOf(5)
  const door = await startDoor({ seedOf: async () => Y.mergeUpdates(updates) })
  const client = await RawClient.signedIn(door.url, 'ann')
  client.sync(0, EMPTY)
  await until('answered', () => client.received.filter((message) => message.type === 0).length === 2)
  const [step2, step1] = client.received.filter((message) => message.type === 0)
  expect([step2?.kind, step1?.kind]).toEqual([1, 0])
  const mine = new Y.Doc()
  Y.applyUpdate(mine, step2?.payload ?? new Uint8Array())
  expect(mine.getMap('theme').toJSON()).toEqual(y.getMap('theme').toJSON())
})
