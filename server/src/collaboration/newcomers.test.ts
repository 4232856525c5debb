import { SCHEMA_VERSION } from '@axiom/shared/document/schema'
import { seedProject } from '@axiom/shared/document/seed'
import { Document } from '@hocuspocus/server'
import * as decoding from 'lib0/decoding'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { Newcomers, type Welcome } from './newcomers.ts'
import { StateBuilder } from './stateBuilder.ts'
import { newChunkId } from './storage/chunkId.ts'
import type { ProjectLog } from './storage/openProjectLog.ts'
import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, until } from './test/startDoor.ts'
import { openLog, outliving } from './test/startReplicas.ts'

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
  const y = new Y.Doc()
  for (const { message } of base) {
    const decoder = decoding.createDecoder(message)
    decoding.readVarString(decoder)
    expect([decoding.readVarUint(decoder), decoding.readVarUint(decoder)]).toEqual([0, 2])
    Y.applyUpdate(y, decoding.readVarUint8Array(decoder))
  }
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
  expect(second?.base).toEqual(first.base)
  expect(second && stateAfter(second)).toEqual(Y.encodeStateAsUpdate(document))
  for (let i = 0; i < 150; i++) theme.set(`k${i}`, -i)
  newcomers.welcome(document, 'p1')
  let round = 0
  await until('a new base', () => {
    // Edits go on while it is built.
    theme.set('during', round++)
    return newcomers.welcome(document, 'p1')?.base[0] !== first.base[0]
  })
  const third = newcomers.welcome(document, 'p1')
  expect(third?.tail.length).toBeLessThan((first.base[0]?.message.length ?? 0) / 4)
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
  expect(second?.base[0]).not.toBe(first?.base[0])
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

/** A log of two large updates and small ones, in an older layout: who loads it has to lift it. */
async function largeOldLog(): Promise<{ log: ProjectLog; y: Y.Doc }> {
  const log = await openLog()
  const y = new Y.Doc()
  const chunks: Uint8Array[] = []
  y.on('update', (update: Uint8Array) => chunks.push(update))
  for (let i = 0; i < 2; i++)
    y.transact(() => {
      for (let k = 0; k < 5_000; k++) y.getMap('theme').set(`k${k}`, `${i}`.padEnd(60, 'x'))
    })
  y.getMap('meta').set('name', 'Large')
  for (const u of chunks) await log.append({ _id: newChunkId(), d: 'project1', k: 'u', u }, null)
  return { log, y }
}

it('[C16] while a large document is built from its log its newcomers get the bytes of that, and then what has come since', async () => {
  const { log, y } = await largeOldLog()
  const building = Promise.withResolvers<void>()
  const door = await startDoor({ store: outliving(log), beforeMigration: () => building.promise })
  const { client, mine } = await newcomer(door.url)
  await until('the state', () => client.received.some(({ type, kind }) => type === 0 && kind === 1))
  expect(Y.encodeStateVector(mine)).toEqual(Y.encodeStateVector(y))
  expect(mine.getMap('theme').toJSON()).toEqual(y.getMap('theme').toJSON())
  expect(client.received.filter(({ type }) => type === 0).map(({ kind }) => kind)).toEqual([2, 2, 1])
  // Somebody who comes while it is still being built, and edits at once.
  const late = await newcomer(door.url)
  await until('the state', () => late.client.received.some(({ type, kind }) => type === 0 && kind === 1))
  late.mine.getMap('theme').set('late', true)
  late.client.sync(2, Y.encodeStateAsUpdate(late.mine, Y.encodeStateVector(y)))
  building.resolve()
  await until('the question', () => client.received.some(({ type, kind }) => type === 0 && kind === 0))
  await until('the edit', () => mine.getMap('theme').get('late') === true)
  expect(mine.getMap('meta').toJSON()).toEqual({ name: 'Large', schema: SCHEMA_VERSION })
  const state = await door.collaboration.documents.encodeDocument('project1')
  expect(Y.encodeStateAsUpdate(mine)).toEqual(state)
  // What was sent early is what the next newcomers share, with what has come since.
  const next = await newcomer(door.url)
  await until('all', () => next.client.received.some(({ type, kind }) => type === 0 && kind === 0))
  expect(Y.encodeStateAsUpdate(next.mine)).toEqual(state)
})

it('[C16] [C9] who had the bytes of a document that then could not be loaded comes back, and gets all of it', async () => {
  const { log, y } = await largeOldLog()
  const building = Promise.withResolvers<void>()
  let loads = 0
  const beforeMigration = (): Promise<void> => (loads++ === 0 ? building.promise : Promise.resolve())
  const door = await startDoor({ store: outliving(log), beforeMigration })
  const { client } = await newcomer(door.url)
  await until('the state', () => client.received.some(({ type, kind }) => type === 0 && kind === 1))
  await until('it is being lifted', () => loads === 1)
  building.reject(new Error('disk full'))
  await until('closed', () => client.closeCode !== null)
  expect(client.closeCode).toBe(1013)
  expect(client.received.some(({ type, kind }) => type === 2 && kind === 1)).toBe(false)
  const again = await newcomer(door.url)
  await until('all', () => again.client.received.some(({ type, kind }) => type === 0 && kind === 0))
  expect(again.mine.getMap('theme').toJSON()).toEqual(y.getMap('theme').toJSON())
})

it('[C7] [C16] an entry that cannot be applied: who had the bytes gets all that could', async () => {
  const { log, y } = await largeOldLog()
  const broken = new Uint8Array(Y.encodeStateAsUpdate(y)).fill(255, 40_000)
  await log.append({ _id: newChunkId(), d: 'project1', k: 'u', u: broken }, null)
  const door = await startDoor({ store: outliving(log) })
  const { client, mine } = await newcomer(door.url)
  await until('all', () => client.received.some(({ type, kind }) => type === 0 && kind === 0))
  expect(mine.getMap('theme').toJSON()).toEqual(y.getMap('theme').toJSON())
})

/** Signs in, asks for everything, and applies what it can. */
async function newcomer(url: string): Promise<{ client: RawClient; mine: Y.Doc }> {
  const mine = new Y.Doc()
  const client = await RawClient.signedIn(url, 'ann')
  client.onMessage = ({ type, kind, payload }) => {
    if (type === 0 && kind > 0) apply(mine, payload)
  }
  client.sync(0, EMPTY)
  return { client, mine }
}

function apply(y: Y.Doc, update: Uint8Array): void {
  try {
    Y.applyUpdate(y, update)
  } catch {
    // A broken entry of the log; what matters is what comes after it.
  }
}
