import { seedProject } from '@axiom/shared/document/seed'
import { Document } from '@hocuspocus/server'
import * as decoding from 'lib0/decoding'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { Newcomers, type Welcome } from './newcomers.ts'
import { StateBuilder } from './stateBuilder.ts'
import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, until } from './test/startDoor.ts'

const EMPTY = Y.encodeStateVector(new Y.Doc())

function followed() {
  const document = new Document('p1')
  const builder = new StateBuilder()
  onTestFinished(() => builder.close())
  const onFailure = (error: unknown): void => {
    throw error
  }
  const newcomers = new Newcomers({ builder, onFailure, onAnnounced: () => undefined })
  newcomers.follow(document, true)
  return { document, newcomers, theme: document.getMap('theme') }
}

/** What the client makes of it. */
function stateAfter({ base, tail }: Welcome): Uint8Array {
  const decoder = decoding.createDecoder(base.message)
  decoding.readVarString(decoder)
  expect([decoding.readVarUint(decoder), decoding.readVarUint(decoder)]).toEqual([0, 2])
  const y = new Y.Doc()
  Y.applyUpdate(y, decoding.readVarUint8Array(decoder))
  Y.applyUpdate(y, tail)
  expect([y.store.pendingStructs, y.store.pendingDs]).toEqual([null, null])
  return Y.encodeStateAsUpdate(y)
}

it('[C16] a base and what has come since are the state, also when there is a new base in between', async () => {
  const { document, newcomers, theme } = followed()
  for (let i = 0; i < 1_000; i++) theme.set(`k${i}`, `${i}`.padEnd(60, 'x'))
  const first = newcomers.welcome(document, 'p1')
  if (first === null) throw new Error('large enough')
  expect(stateAfter(first)).toEqual(Y.encodeStateAsUpdate(document))
  for (let i = 0; i < 150; i++) theme.set(`k${i}`, i)
  theme.delete('k7')
  const second = newcomers.welcome(document, 'p1')
  expect(second?.base).toBe(first.base)
  expect(second && stateAfter(second)).toEqual(Y.encodeStateAsUpdate(document))
  for (let i = 0; i < 150; i++) theme.set(`k${i}`, -i)
  newcomers.welcome(document, 'p1')
  let round = 0
  await until('a new base', () => {
    // Edits go on while it is built.
    theme.set('during', round++)
    return newcomers.welcome(document, 'p1')?.base !== first.base
  })
  const third = newcomers.welcome(document, 'p1')
  expect(third?.tail.length).toBeLessThan(first.base.message.length / 4)
  expect(third && stateAfter(third)).toEqual(Y.encodeStateAsUpdate(document))
})

it('[C16] nothing is kept of small documents, nor for long of those that are rewritten while nobody comes', () => {
  const { document, newcomers, theme } = followed()
  theme.set('a', 1)
  expect(newcomers.welcome(document, 'p1')).toBeNull()
  for (let i = 0; i < 500; i++) theme.set(`k${i}`, 'x'.repeat(100))
  const first = newcomers.welcome(document, 'p1')
  for (let round = 0; round < 4; round++) for (let i = 0; i < 500; i++) theme.set(`k${i}`, `${round}`.repeat(100))
  const second = newcomers.welcome(document, 'p1')
  expect(second?.base).not.toBe(first?.base)
  expect(second?.tail).toEqual(Y.encodeStateAsUpdate(new Y.Doc()))
})

it('[C16] newcomers to a large document get base, tail and a question, and have everything though edits go on', async () => {
  const y = new Y.Doc()
  Y.applyUpdate(y, seedProject({ projectId: 'project1', name: 'Shop', template: 'orders' }))
  for (let i = 0; i < 1_000; i++) y.getMap('theme').set(`k${i}`, `${i}`.padEnd(60, 'x'))
  const door = await startDoor({ seedOf: async () => Y.encodeStateAsUpdate(y) })
  const ann = joinProject(door.url, 'ann')
  await until('synced', () => ann.synced)
  const newcomers: { client: RawClient; y: Y.Doc }[] = []
  for (let i = 0; i < 30; i++) {
    const client = await RawClient.signedIn(door.url, `new${i}`)
    const mine = new Y.Doc()
    client.onMessage = ({ type, kind, payload }) => {
      if (type === 0 && kind > 0) Y.applyUpdate(mine, payload)
    }
    client.sync(0, EMPTY)
    for (let edit = 0; edit < 10; edit++) ann.document.getMap('theme').set(`e${edit}`, i)
    newcomers.push({ client, y: mine })
  }
  await until('saved', () => !ann.hasUnsyncedChanges)
  const whole = (): string => Buffer.from(Y.encodeStateVector(ann.document)).toString('hex')
  for (const { client, y: mine } of newcomers) {
    await until('all there', () => Buffer.from(Y.encodeStateVector(mine)).toString('hex') === whole())
    expect(mine.getMap('theme').toJSON()).toEqual(ann.document.getMap('theme').toJSON())
    const syncs = client.received.filter(({ type }) => type === 0).map(({ kind }) => kind)
    expect(syncs.slice(syncs.indexOf(1) - 1, syncs.indexOf(1) + 2)).toEqual([2, 1, 0])
  }
})
