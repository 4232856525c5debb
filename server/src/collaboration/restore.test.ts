import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { testStores } from '../platform/db/test/testDatabase.ts'
import { openProjectLog } from './storage/openProjectLog.ts'
import { copyLog } from './test/copyLog.ts'
import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, tempDir, until, type TestDoor } from './test/startDoor.ts'

function serverEdit(door: TestDoor, edit: (doc: ProjectDoc) => void): Promise<void> {
  return door.collaboration.documents.editDocument('project1', { reason: 'test', actorId: null, edit })
}

const token = (name: string) => (doc: ProjectDoc) => void doc.roots.theme.set(name, name)

async function saved(provider: HocuspocusProvider): Promise<void> {
  await until('saved', () => provider.synced && !provider.hasUnsyncedChanges)
}

/** The same structs, and what they say is the same. */
async function expectEqual(door: TestDoor, y: Y.Doc): Promise<void> {
  const other = new Y.Doc()
  Y.applyUpdate(other, await door.collaboration.documents.encodeDocument('project1'))
  for (const root of ['meta', 'theme', 'nodes']) expect(y.getMap(root).toJSON()).toEqual(other.getMap(root).toJSON())
  expect(Y.equalSnapshots(Y.snapshot(other), Y.snapshot(y))).toBe(true)
}

/** A door whose log is the copy of another one's, as an operator starts it. */
async function putBack(dataDir: string): Promise<TestDoor> {
  const door = await startDoor({ dataDir })
  await door.collaboration.markRestored(['project1'])
  return door
}

/** A door, somebody who has it open, and a backup of its log. */
async function withBackup(edit = token('first')) {
  const door = await startDoor()
  const ann = joinProject(door.url, 'ann')
  await serverEdit(door, edit)
  await saved(ann)
  const backup = await tempDir()
  await copyLog(door.dataDir, backup)
  return { door, ann, backup }
}

it('[C8] [G2] after a backup was put back the server contradicts nothing that browsers know, and what they know comes back', async () => {
  const { door, ann, backup } = await withBackup()
  await serverEdit(door, token('second'))
  await until('heard', () => ann.document.getMap('theme').has('second'))
  ann.document.getMap('theme').set('mine', 'mine')
  await saved(ann)
  ann.destroy()
  await door.stop()

  const after = await putBack(backup)
  await serverEdit(after, token('third'))
  ann.document.getMap('theme').set('offline', 'offline')
  const again = joinProject(after.url, 'ann', 'project1', ann.document)
  await saved(again)
  const tokens = ['first', 'mine', 'offline', 'second', 'third']
  expect(Object.keys(again.document.getMap('theme').toJSON()).toSorted()).toEqual(tokens)
  await expectEqual(after, again.document)
})

it('[G2] [G3] keys of the server that come back are taken, and say what the server says', async () => {
  const { door, ann, backup } = await withBackup()
  await serverEdit(door, ({ roots }) => void roots.meta.set('release', 'lost'))
  await serverEdit(door, ({ roots }) => void roots.meta.set('epoch', 7))
  await until('heard', () => ann.document.getMap('meta').get('epoch') === 7)
  ann.destroy()
  await door.stop()

  const after = await putBack(backup)
  const read = () => after.collaboration.documents.readDocument('project1', ({ roots }) => roots.meta.toJSON())
  const before = await read()
  expect(before).toMatchObject({ epoch: 1, restoredAt: expect.any(Number) as number })
  const heard: unknown[] = []
  after.collaboration.documents.onDocumentChanged(({ doc }) => heard.push(doc.roots.meta.toJSON()))
  const again = joinProject(after.url, 'ann', 'project1', ann.document)
  const refusals: string[] = []
  again.on('stateless', ({ payload }: { payload: string }) => refusals.push(payload))
  await saved(again)
  expect(await read()).toEqual(before)
  expect(heard).not.toEqual([])
  for (const meta of heard) expect(meta).toEqual(before)
  expect(refusals).toEqual([])
  await expectEqual(after, again.document)
  // And so it stays, for whoever loads the log again.
  await after.stop()
  const later = await startDoor({ dataDir: backup })
  expect(await later.collaboration.documents.readDocument('project1', ({ roots }) => roots.meta.toJSON())).toEqual(
    before,
  )
})

it('[G2] what somebody brings back of another does not become theirs', async () => {
  const { door, ann, backup } = await withBackup()
  const bob = joinProject(door.url, 'bob')
  await saved(bob)
  // A client id that the backup has never seen.
  bob.document.getMap('theme').set('b', 1)
  await saved(bob)
  await until('heard', () => ann.document.getMap('theme').has('b'))
  for (const one of [ann, bob]) one.destroy()
  await door.stop()

  const after = await putBack(backup)
  await saved(joinProject(after.url, 'ann', 'project1', ann.document))
  const days = after.collaboration.documents
  await days.editDocument('project1', {
    reason: 'test',
    actorId: null,
    edit: ({ roots }) => void roots.meta.set('restoredAt', Date.now() - 25 * 3_600_000),
  })
  bob.document.getMap('theme').set('later', 1)
  const again = joinProject(after.url, 'bob', 'project1', bob.document)
  const refusals: string[] = []
  again.on('stateless', ({ payload }: { payload: string }) => refusals.push(payload))
  await saved(again)
  expect(refusals).toEqual([])
  expect(await days.readDocument('project1', ({ roots }) => roots.theme.get('later'))).toBe(1)
  await expectEqual(after, again.document)
})

it('[G2] a day later nothing of others is taken any more', async () => {
  const { door, ann, backup } = await withBackup()
  await serverEdit(door, token('second'))
  await until('heard', () => ann.document.getMap('theme').has('second'))
  ann.destroy()
  await door.stop()
  const after = await putBack(backup)
  await serverEdit(after, ({ roots }) => void roots.meta.set('restoredAt', Date.now() - 25 * 3_600_000))
  const again = joinProject(after.url, 'ann', 'project1', ann.document)
  const refusals: unknown[] = []
  again.on('stateless', ({ payload }: { payload: string }) => refusals.push(JSON.parse(payload)))
  await until('refused', () => refusals.length > 0)
  expect(refusals[0]).toMatchObject({ code: 'authorship' })
})

it('[C14] within a day of a restore no epoch begins, whatever the limits say', async () => {
  const { door, ann, backup } = await withBackup()
  ann.destroy()
  await door.stop()
  const after = await startDoor({
    dataDir: backup,
    limits: { epochs: { clients: 0, deadShare: 0, structs: 0 } },
    idleMs: 10,
  })
  const look = () => after.collaboration.documents.readDocument('project1', () => undefined)
  await after.collaboration.markRestored(['project1'])
  await look()
  await expect
    .poll(async () => (await after.metrics.getSingleMetric('collaboration_documents')?.get())?.values[0]?.value)
    .toBe(0)
  // Whoever comes now waits for what has begun meanwhile.
  await look()
  const epochs = await after.metrics.getSingleMetric('collaboration_epochs_total')?.get()
  expect(epochs?.values[0]?.value ?? 0).toBe(0)
})

it('[C15] [G2] whoever comes from an epoch that had begun after the backup is told that it is over', async () => {
  const { door, ann, backup } = await withBackup(
    (doc) => void doc.roots.nodes.set('node1', new Y.Map([['type', 'card']])),
  )
  ann.destroy()
  await door.stop()
  const log = await openProjectLog(testStores(door.dataDir))
  expect(await log.rebuild('project1')).toEqual({ epoch: 1 })
  const y = new Y.Doc()
  for (const { u } of (await log.load('project1')).chunks) Y.applyUpdate(y, u)
  await log.close()

  const after = await putBack(backup)
  const bob = await RawClient.signedIn(after.url, 'bob')
  bob.sync(1, Y.encodeStateAsUpdate(y))
  await until('closed', () => bob.closeCode !== null)
  expect([bob.closeCode, bob.closeReason, bob.refusals]).toEqual([4409, 'epoch_over', []])
})
