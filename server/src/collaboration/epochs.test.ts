import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { SCHEMA_VERSION } from '@axiom/shared/document/schema'
import type { Registry } from 'prom-client'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { LocalHub } from '../platform/bus/localBus.ts'
import { newChunkId } from './storage/chunkId.ts'
import type { ProjectLog } from './storage/openProjectLog.ts'
import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, until, type TestDoor } from './test/startDoor.ts'
import { lossyHub, openLog, outliving, startReplicas } from './test/startReplicas.ts'

const EAGER = { epochs: { clients: 5, deadShare: 1.1, structs: 1 } }

/** A log that ten people have written to. */
async function longLog(): Promise<{ log: ProjectLog; y: Y.Doc }> {
  const log = await openLog()
  const y = new Y.Doc()
  for (let client = 100; client < 110; client++) {
    const before = Y.encodeStateVector(y)
    y.clientID = client
    y.getMap('theme').set(`k${client}`, client)
    y.getMap('meta').set('name', `by ${client}`)
    if (client === 100) y.getMap('meta').set('schema', SCHEMA_VERSION)
    const u = Y.encodeStateAsUpdate(y, before)
    const wrote = [{ client, from: 0, to: 2 }]
    const by = client % 2 === 0 ? 'ann' : 'bob'
    await log.append({ _id: newChunkId(), d: 'project1', k: 'u', u }, { by, origin: 'client', wrote, touched: [] })
  }
  y.clientID = 500
  return { log, y }
}

async function epochsOf({ metrics }: { metrics: Registry }): Promise<number> {
  const metric = await metrics.getSingleMetric('collaboration_epochs_total')?.get()
  return metric?.values[0]?.value ?? 0
}

/** Somebody looks at the document and goes. */
async function lookAt(door: TestDoor): Promise<void> {
  await door.collaboration.documents.readDocument('project1', () => undefined)
  await expect.poll(() => epochsOf(door), { timeout: 10_000 }).toBeGreaterThan(0)
}

async function contentOf(door: TestDoor) {
  const y = new Y.Doc()
  Y.applyUpdate(y, await door.collaboration.documents.encodeDocument('project1'))
  const { name, epoch } = y.getMap('meta').toJSON()
  return { name, epoch, keys: y.getMap('theme').size, clients: y.store.clients.size }
}

it('[C14] a document with too many client ids begins anew when nobody has it open, with a version of before', async () => {
  const { log } = await longLog()
  const versions: unknown[] = []
  const door = await startDoor({
    store: outliving(log),
    limits: EAGER,
    idleMs: 20,
    beforeMigration: async (projectId, save) => {
      await save(`before${versions.length}`)
      const kept = new Y.Doc()
      Y.applyUpdateV2(kept, (await log.snapshots.open(projectId, `before${versions.length}`)) ?? new Uint8Array())
      versions.push(kept.store.clients.size)
    },
  })
  const ann = joinProject(door.url, 'ann')
  await until('synced', () => ann.synced)
  expect(await epochsOf(door)).toBe(0)
  ann.destroy()
  await lookAt(door)
  expect(versions).toEqual([10])
  expect(await contentOf(door)).toEqual({ name: 'by 109', epoch: 1, keys: 10, clients: 1 })
  // And goes on as any other.
  const bob = joinProject(door.url, 'bob')
  await until('synced', () => bob.synced)
  bob.document.getMap('theme').set('after', 1)
  await until('saved', () => !bob.hasUnsyncedChanges)
  await door.collaboration.documents.editDocument('project1', {
    reason: 'test',
    actorId: null,
    edit: (doc) => doc.roots.theme.set('server', 1),
  })
  await door.stop()
  const again = await startDoor({ store: outliving(log) })
  expect(await contentOf(again)).toEqual({ name: 'by 109', epoch: 1, keys: 12, clients: 3 })
})

it('[C14] one that consists mostly of what was deleted begins anew; a small one, or one with living content, does not', async () => {
  const log = await openLog()
  const y = new Y.Doc()
  for (let i = 0; i < 200; i++) y.getMap('theme').set(`k${i % 3}`, `${i}${'x'.repeat(i % 7)}`)
  await log.append({ _id: newChunkId(), d: 'project1', k: 'u', u: Y.encodeStateAsUpdate(y) }, null)
  const living = new Y.Doc()
  for (let i = 0; i < 200; i++) living.getMap('theme').set(`k${i}`, i)
  await log.append({ _id: newChunkId(), d: 'project2', k: 'u', u: Y.encodeStateAsUpdate(living) }, null)
  const limits = { epochs: { clients: 100, deadShare: 0.5, structs: 3 } }
  const door = await startDoor({ store: outliving(log), limits, idleMs: 20 })
  await door.collaboration.documents.readDocument('project2', () => undefined)
  await lookAt(door)
  expect((await log.load('project1')).epoch).toBe(1)
  expect((await log.load('project2')).epoch).toBe(0)
})

it('[C15] a client of an epoch that is over is told so, and nothing of it is taken', async () => {
  const { log, y } = await longLog()
  const door = await startDoor({ store: outliving(log), limits: EAGER, idleMs: 20 })
  await lookAt(door)
  const old = await RawClient.signedIn(door.url, 'ann')
  old.sync(0, Y.encodeStateVector(y))
  await until('closed', () => old.closeCode !== null)
  expect(old.closeCode).toBe(4409)
  // One that does not ask first.
  const rest = await RawClient.signedIn(door.url, 'ann')
  rest.sync(1, Y.encodeStateAsUpdate(y))
  await until('closed', () => rest.closeCode !== null)
  expect(rest.closeCode).toBe(4409)
  // Who comes with edits of its own and without the old document is welcome.
  const fresh = new Y.Doc()
  fresh.getMap('theme').set('fresh', 1)
  const guest = joinProject(door.url, 'cleo', 'project1', fresh)
  await until('saved', () => guest.synced && !guest.hasUnsyncedChanges)
  expect(await contentOf(door)).toMatchObject({ keys: 11, clients: 2 })
})

it('[C14] [C15] a replica that goes on in the old epoch loses nothing that it has acknowledged, and leaves it', async () => {
  const { log, y } = await longLog()
  // They hear nothing of each other: each believes that it is alone.
  const [a, b] = await startReplicas(
    2,
    lossyHub(() => true),
    log,
    { limits: EAGER, idleMs: 20 },
  )
  if (a === undefined || b === undefined) throw new Error('two replicas')
  const ann = await RawClient.signedIn(b.url, 'ann')
  const acknowledged: string[] = []
  const type = async (key: string): Promise<void> => {
    const before = Y.encodeStateVector(y)
    y.getMap('theme').set(key, 1)
    const count = ann.acknowledgements.length
    ann.sync(2, Y.encodeStateAsUpdate(y, before))
    await until('answered or away', () => ann.acknowledgements.length > count || ann.closeCode !== null)
    if (ann.acknowledgements.length > count) acknowledged.push(key)
  }
  await type('before')
  for (let i = 0; ann.closeCode === null && i < 200; i++) {
    await a.collaboration.documents.readDocument('project1', () => undefined)
    await type(`k${i}`)
    // Long enough for a rebuild now and then.
    await new Promise((resolve) => setTimeout(resolve, (i % 10) * 20))
  }
  expect(await epochsOf(a)).toBe(1)
  expect(ann.closeCode).toBe(1013)
  const again = await RawClient.signedIn(b.url, 'ann')
  again.sync(0, Y.encodeStateVector(y))
  await until('told', () => again.closeCode !== null)
  expect(again.closeCode).toBe(4409)
  for (const door of [a, b]) {
    const theme = await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.toJSON())
    expect(acknowledged.filter((key) => theme[key] !== 1)).toEqual([])
  }
  expect(acknowledged).toContain('before')
})

it('[C14] while another replica has it open the document stays as it is', async () => {
  const { log } = await longLog()
  const [a, b] = await startReplicas(
    2,
    lossyHub(() => false),
    log,
    { limits: EAGER, idleMs: 20 },
  )
  if (a === undefined || b === undefined) throw new Error('two replicas')
  const ann = joinProject(b.url, 'ann')
  await until('synced', () => ann.synced)
  await a.collaboration.documents.readDocument('project1', () => undefined)
  const loaded = async (): Promise<number> =>
    (await a.metrics.getSingleMetric('collaboration_documents')?.get())?.values[0]?.value ?? 0
  await expect.poll(loaded).toBe(0)
  expect([await epochsOf(a), (await log.load('project1')).epoch]).toEqual([0, 0])
})

it('[C14] [C15] the first edit of a new epoch that a replica hears of sends its people to the new document', async () => {
  const { log } = await longLog()
  const hub = new LocalHub()
  const doors = []
  for (let i = 0; i < 2; i++) {
    const bus = hub.join(() => undefined)
    doors.push(await startDoor({ store: outliving(log), fanOut: { bus, lookMs: 3_600_000 } }))
  }
  const [a, b] = doors
  if (a === undefined || b === undefined) throw new Error('two replicas')
  const ann = await RawClient.signedIn(b.url, 'ann')
  expect(await log.rebuild('project1')).toEqual({ epoch: 1 })
  const edit = (name: string) => ({
    reason: 'test',
    actorId: null,
    edit: ({ roots }: ProjectDoc) => void roots.theme.set(name, 1),
  })
  await a.collaboration.documents.editDocument('project1', edit('new'))
  await until('sent away', () => ann.closeCode !== null)
  expect(ann.closeCode).toBe(1013)
  // Nothing of the new document came to those of the old one.
  const update = (payload: Uint8Array): string[] => Object.keys(docOf(payload).getMap('theme').toJSON())
  for (const { type, kind, payload } of ann.received)
    if (type === 0 && kind > 0) expect(update(payload)).not.toContain('new')
  await expect.poll(() => contentOf(b)).toMatchObject({ epoch: 1, keys: 11 })
})

it('[C8] [C15] a server goes on in a new epoch under another client id: nobody is taken for somebody of the old one', async () => {
  const { log } = await longLog()
  const door = await startDoor({ store: outliving(log), limits: EAGER, idleMs: 20 })
  const edit = (name: string) => ({
    reason: 'test',
    actorId: null,
    edit: ({ roots }: ProjectDoc) => void roots.theme.set(name, 1),
  })
  await door.collaboration.documents.editDocument('project1', edit('before'))
  await lookAt(door)
  await door.collaboration.documents.editDocument('project1', edit('after'))
  const ann = joinProject(door.url, 'ann')
  await until('synced', () => ann.synced)
  expect(ann.document.getMap('theme').has('after')).toBe(true)
  ann.configuration.websocketProvider.disconnect()
  const again = await RawClient.signedIn(door.url, 'ann')
  again.sync(0, Y.encodeStateVector(ann.document))
  await until(
    'answered',
    () => again.closeCode !== null || again.received.some(({ type, kind }) => type === 0 && kind === 1),
  )
  expect(again.closeCode).toBe(null)
})

function docOf(update: Uint8Array): Y.Doc {
  const y = new Y.Doc()
  Y.applyUpdate(y, update)
  return y
}
