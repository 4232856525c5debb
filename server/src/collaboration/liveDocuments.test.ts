import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { testStores } from '../platform/db/test/testDatabase.ts'
import { openProjectLog } from './storage/openProjectLog.ts'
import { joinProject, startDoor, until, type TestDoor } from './test/startDoor.ts'
import { openLog, outliving } from './test/startReplicas.ts'

const edit = (key: string, value: unknown, actorId: string | null = null) => ({
  reason: 'test',
  actorId,
  edit: (doc: { roots: { meta: Y.Map<unknown> } }) => doc.roots.meta.set(key, value),
})

it('reads and edits documents that nobody has open, and forgets them after a while', async () => {
  const door = await startDoor({ idleMs: 10 })
  const { documents } = door.collaboration
  await documents.editDocument('project1', edit('name', 'Orders'))
  const first = await documents.revision('project1')
  await until('unloaded', () => door.metrics.getSingleMetric('collaboration_documents') !== undefined)
  expect(await documents.readDocument('project1', (doc) => doc.roots.meta.get('name'))).toBe('Orders')
  await documents.editDocument('project1', edit('name', 'Invoices'))
  expect(await documents.revision('project1')).toBeGreaterThan(first)
})

it('knows only projects that exist', async () => {
  const { documents } = (await startDoor()).collaboration
  await expect(documents.readDocument('missing1', () => 1)).rejects.toMatchObject({ code: 'not_found' })
  await expect(documents.editDocument('missing1', edit('a', 1))).rejects.toMatchObject({ code: 'not_found' })
  await expect(documents.openSnapshot('project1', 'none')).rejects.toMatchObject({ code: 'not_found' })
})

it('[C8] edits are serialised on one client id for each start of the server', async () => {
  const door = await startDoor()
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => door.collaboration.documents.editDocument('project1', edit('n', i))),
  )
  await door.stop()
  const again = await startDoor({ dataDir: door.dataDir })
  const { documents } = again.collaboration
  await documents.editDocument('project1', edit('n', 'last'))
  const y = new Y.Doc()
  Y.applyUpdate(y, await documents.encodeDocument('project1'))
  expect(y.store.clients.size).toBe(2)
  expect(y.getMap('meta').get('n')).toBe('last')
})

it('[C8] after an append of which nobody knows the outcome its clocks are never given out again', async () => {
  const log = await openLog()
  let isLost = false
  const store = {
    ...outliving(log),
    append: async (...args: Parameters<typeof log.append>) => {
      await log.append(...args)
      if (isLost) throw new Error('no answer')
    },
  }
  const { documents } = (await startDoor({ store })).collaboration
  await documents.editDocument('project1', edit('first', 1))
  isLost = true
  await expect(documents.editDocument('project1', edit('unknown', 1))).rejects.toMatchObject({ code: 'unavailable' })
  isLost = false
  await documents.editDocument('project1', edit('second', 1))
  const again = await startDoor({ store: outliving(log) })
  const meta = await again.collaboration.documents.readDocument('project1', (doc) => doc.roots.meta.toJSON())
  expect(meta).toMatchObject({ first: 1, unknown: 1, second: 1 })
})

it('[C8] an edit that throws leaves no trace', async () => {
  const { documents } = (await startDoor()).collaboration
  const failing = {
    ...edit('half', true),
    edit: (doc: { roots: { meta: Y.Map<unknown> } }) => {
      doc.roots.meta.set('half', true)
      throw new Error('no')
    },
  }
  await expect(documents.editDocument('project1', failing)).rejects.toThrow('no')
  await documents.editDocument('project1', edit('whole', true))
  expect(await documents.readDocument('project1', (doc) => doc.roots.meta.toJSON())).toEqual({ whole: true })
})

it('[C8] a server edit reaches connected clients, and listeners hear who made a change', async () => {
  const door = await startDoor()
  const { documents } = door.collaboration
  const heard: unknown[] = []
  documents.onDocumentChanged(({ projectId, actorId }) => heard.push({ projectId, actorId }))
  const a = joinProject(door.url, 'ann')
  await until('synced', () => a.synced)
  await documents.editDocument('project1', edit('name', 'Orders', 'bob'))
  await until('arrived', () => a.document.getMap('meta').get('name') === 'Orders')
  a.document.getMap('theme').set('x', 1)
  await until('heard', () => heard.length === 2)
  expect(heard).toEqual([
    { projectId: 'project1', actorId: 'bob' },
    { projectId: 'project1', actorId: 'ann' },
  ])
})

it('a version keeps the state of its moment', async () => {
  const { documents } = (await startDoor()).collaboration
  await documents.editDocument('project1', edit('name', 'then'))
  expect(await documents.saveSnapshot('project1', 'v1')).toBeGreaterThan(0)
  await documents.editDocument('project1', edit('name', 'now'))
  expect((await documents.openSnapshot('project1', 'v1')).roots.meta.get('name')).toBe('then')
  await documents.deleteSnapshots('project1', ['v1'])
  await expect(documents.openSnapshot('project1', 'v1')).rejects.toMatchObject({ code: 'not_found' })
})

it('[C2] an empty log is seeded at its first load, once, even by two servers at once', async () => {
  const y = new Y.Doc()
  y.getMap('meta').set('name', 'seeded')
  let asked = 0
  const seedOf = async (): Promise<Uint8Array> => {
    asked += 1
    // Both have found the log empty before one of them writes.
    await until('both asked', () => asked >= 2)
    return Y.encodeStateAsUpdate(y)
  }
  const first = await startDoor({ seedOf })
  const second = await startDoor({ dataDir: first.dataDir, seedOf })
  const name = ({ collaboration }: TestDoor): Promise<unknown> =>
    collaboration.documents.readDocument('project1', (doc) => doc.roots.meta.get('name'))
  expect(await Promise.all([name(first), name(second)])).toEqual(['seeded', 'seeded'])
  expect(asked).toBe(2)
  await second.stop()
  await first.stop()
  const again = await startDoor({ dataDir: first.dataDir, seedOf })
  expect(await name(again)).toBe('seeded')
  expect(asked).toBe(2)
})

it('a version of a document that nobody has opened yet holds its seed', async () => {
  const y = new Y.Doc()
  y.getMap('meta').set('name', 'seeded')
  const { documents } = (await startDoor({ seedOf: async () => Y.encodeStateAsUpdate(y) })).collaboration
  await documents.saveSnapshot('project1', 'v1')
  expect((await documents.openSnapshot('project1', 'v1')).roots.meta.get('name')).toBe('seeded')
})

it('[C5] a log that has grown is compacted while edits go on, and loses nothing', async () => {
  const door = await startDoor()
  for (let i = 0; i < 900; i += 100)
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        door.collaboration.documents.editDocument('project1', edit(`k${i + n}`, i + n)),
      ),
    )
  await door.stop()
  const store = await openProjectLog(testStores(door.dataDir))
  const { chunks } = await store.load('project1')
  await store.close()
  expect(chunks.length).toBeLessThan(800)
  expect(chunks.some((chunk) => chunk.k === 's')).toBe(true)
  const again = await startDoor({ dataDir: door.dataDir })
  const keys = await again.collaboration.documents.readDocument('project1', (doc) => [...doc.roots.meta.keys()])
  expect(keys.filter((key) => key.startsWith('k'))).toHaveLength(900)
})
