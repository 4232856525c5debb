import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { SCHEMA_VERSION } from '@axiom/shared/document/schema'
import { expect, it, onTestFinished, vi } from 'vitest'
import * as Y from 'yjs'

import { LocalHub } from '../platform/bus/localBus.ts'
import { chunkIdAt, migrationChunkId, newChunkId } from './storage/chunkId.ts'
import type { ProjectLog } from './storage/openProjectLog.ts'
import { SqliteChunkStore } from './storage/sqliteChunkStore.ts'
import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, tempDir, until } from './test/startDoor.ts'
import { openLog, outliving, startReplicas } from './test/startReplicas.ts'

/** A log as another Axiom has left it. */
async function oldLog(meta: Record<string, unknown>): Promise<ProjectLog> {
  const log = await openLog()
  const y = new Y.Doc()
  y.transact(() => {
    for (const [key, value] of Object.entries(meta)) y.getMap('meta').set(key, value)
  })
  await log.append({ _id: newChunkId(), d: 'project1', k: 'u', u: Y.encodeStateAsUpdate(y) }, null)
  return log
}

it('[M10] a document of an older layout is lifted at load, once, in the log, with a version of before', async () => {
  const log = await oldLog({ name: 'Old' })
  const before: unknown[] = []
  const beforeMigration = async (projectId: string, save: (snapshotId: string) => Promise<number>): Promise<void> => {
    await save('before')
    const kept = new Y.Doc()
    Y.applyUpdateV2(kept, (await log.snapshots.open(projectId, 'before')) ?? new Uint8Array())
    before.push(kept.getMap('meta').toJSON())
  }
  for (let start = 0; start < 2; start++) {
    const door = await startDoor({ store: outliving(log), beforeMigration })
    const meta = await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.meta.toJSON())
    expect(meta).toEqual({ name: 'Old', schema: SCHEMA_VERSION })
    await door.stop()
  }
  expect(before).toEqual([{ name: 'Old' }])
  const { chunks, owners } = await log.load('project1')
  expect(chunks).toHaveLength(2)
  // Above what it was made of, and not long ago: replicas find it, and no earlier moment has it.
  const [old = '', lifted = ''] = chunks.map(({ _id }) => _id)
  expect(lifted > old && lifted > chunkIdAt(Date.now() - 61_000)).toBe(true)
  expect([...owners.values()]).toEqual([null])
})

it('[M10] replicas that load it at once lift it once', async () => {
  // Not over the end of a minute.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - (Date.now() % 60_000) + 30_000 })
  onTestFinished(() => void vi.useRealTimers())
  const log = await oldLog({ name: 'Old' })
  const hub = new LocalHub()
  const doors = await startReplicas(3, () => hub.join(() => undefined), log)
  const states = await Promise.all(doors.map((door) => door.collaboration.documents.encodeDocument('project1')))
  const clients = states.map(clientsOf)
  expect(clients[0]).toHaveLength(2)
  expect(clients).toEqual([clients[0], clients[0], clients[0]])
  expect((await log.load('project1')).chunks).toHaveLength(2)
})

it('[M10] [C5] [C10] a replica that has the old document open learns of a migration that the bus has lost; earlier moments do not', async () => {
  const log = await oldLog({ name: 'Old' })
  const before = Date.now()
  const id = migrationChunkId('project1', SCHEMA_VERSION, { seen: (await log.load('project1')).seen })
  const y = new Y.Doc()
  for (const { u } of (await log.load('project1')).chunks) Y.applyUpdate(y, u)
  const vector = Y.encodeStateVector(y)
  y.getMap('meta').set('schema', SCHEMA_VERSION)
  await log.append({ _id: id, d: 'project1', k: 'u', u: Y.encodeStateAsUpdate(y, vector) }, null)
  const { chunks } = await log.since('project1', chunkIdAt(before - 120_000), new Set())
  expect(chunks.map(({ _id }) => _id)).toContain(id)
  expect((await log.load('project1', before - 61_000)).chunks).toEqual([])
})

it.each([0, 1_000, 59_999])('[M10] all who load the same log in one minute (%i ms in) give one id', (inside) => {
  const minute = Date.UTC(2026, 10, 21, 12)
  const seen = [chunkIdAt(minute - 5_000)]
  const at = (now: number) => migrationChunkId('project1', SCHEMA_VERSION, { seen, now })
  expect(at(minute + inside)).toBe(at(minute + 30_000))
  expect(at(minute + 60_000)).not.toBe(at(minute))
})

it('[M10] a migration that cannot be stored lets nobody in, and is tried again', async () => {
  const log = await oldLog({ name: 'Old' })
  let isFailing = true
  const door = await startDoor({
    store: outliving(log),
    beforeMigration: async () => {
      if (isFailing) throw new Error('disk full')
    },
  })
  const client = RawClient.start(door.url)
  await client.open()
  client.token('ann')
  await until('closed', () => client.closeCode !== null)
  expect(client.closeCode).toBe(1013)
  isFailing = false
  const provider = joinProject(door.url, 'ann')
  await until('synced', () => provider.synced)
  expect(provider.document.getMap('meta').toJSON()).toEqual({ name: 'Old', schema: SCHEMA_VERSION })
})

it.each([
  ['an older client', SCHEMA_VERSION, `axiom-schema/${SCHEMA_VERSION - 1}`, 4409],
  ['a newer client', SCHEMA_VERSION, `axiom-schema/${SCHEMA_VERSION + 1}`, 4409],
  ['a client of this layout', SCHEMA_VERSION, `axiom-schema/${SCHEMA_VERSION}`, null],
  ['any other Yjs client', SCHEMA_VERSION, '4.8.0', null],
  ['a document of a newer layout', SCHEMA_VERSION + 1, `axiom-schema/${SCHEMA_VERSION}`, 4409],
])('[M10] %s', async (_name, schema, version, code) => {
  const door = await startDoor({ store: outliving(await oldLog({ schema })) })
  const client = RawClient.start(door.url)
  await client.open()
  client.token('ann', version)
  client.sync(0, Y.encodeStateVector(new Y.Doc()))
  await until(
    'decided',
    () => client.closeCode !== null || client.received.some(({ type, kind }) => type === 0 && kind === 1),
  )
  expect(client.closeCode).toBe(code)
})

it('[C4] a log that cannot be opened and written is known at the start, with its name and what to do', async () => {
  const dataDir = await tempDir()
  await writeFile(join(dataDir, 'log.db'), 'no database, certainly not one of SQLite '.repeat(200))
  await expect(SqliteChunkStore.open(dataDir)).rejects.toThrow(
    /log\.db cannot be opened for writing \(.*not a database.*backup/,
  )
  await expect(SqliteChunkStore.open(join(dataDir, 'log.db'))).rejects.toThrow(/cannot be opened for writing/)
})

function clientsOf(state: Uint8Array): number[] {
  const y = new Y.Doc()
  Y.applyUpdate(y, state)
  return [...y.store.clients.keys()].toSorted((a, b) => a - b)
}
