import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { LocalHub } from '../../platform/bus/localBus.ts'
import { noCache } from '../../platform/cache/cache.ts'
import { openDb } from '../../platform/db/openDb.ts'
import type { Db } from '../../platform/db/port.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'
import { createChangeFeed } from './changeFeed.ts'
import { type Change, createChangeTails } from './changeTail.ts'
import { createRecordStore, type RecordStore } from './store.ts'
import { rowsOf } from './stored.ts'
import { floorOf } from './uuidv7.ts'

const unexpected = (error: unknown): never => {
  throw error
}

let project: { id: string; placement: string }
let dir: string
let db: Db
let store: RecordStore
let clock = Date.now()
const now = (): number => clock

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'axiom-tail-'))
  db = await openDb(testStores(dir))
  project = { id: 'p', placement: db.name }
  store = await createRecordStore({ db, now, cache: noCache, onIndexFailure: unexpected })
})
afterEach(async () => {
  vi.useRealTimers()
  await db.close()
  await rm(dir, { recursive: true, force: true })
})

/** Writes a record and its change row at a time, as any process could. */
async function write(recordId: string, at: number): Promise<void> {
  const time = new Date(at).toISOString()
  await store.transaction(async (session) => {
    const record = { _id: recordId, v: 1, createdAt: time, updatedAt: time, createdBy: null, f: {} }
    await store.insert(rowsOf({ project, env: 'live' }, { id: 'm' }), [record], session)
    const row = { projectId: 'p', env: 'live', modelId: 'm', recordId, type: 'created', version: 1 } as const
    await store.insertChanges([{ ...row, _id: `${floorOf(at)}7000-8000-${recordId}`, at: new Date(at) }], session)
  })
}

it('finds what another process wrote, and what became visible behind newer changes, once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const feed = createChangeFeed(now, undefined)
  const tails = createChangeTails({ store, feed, now })
  const heard: Change[] = []
  const failures: unknown[] = []
  const stop = tails.follow(project, {
    onChanges: (changes) => heard.push(...changes),
    onFailure: (error) => failures.push(error),
  })
  const ids = (): string[] => heard.map(({ row }) => row.recordId)
  await write('a', clock)
  feed.notify('p')
  await vi.waitFor(() => expect(ids()).toEqual(['a']))
  // Another process, whose clock is behind, or whose transaction took longer.
  await write('b', clock - 4_000)
  feed.notify('p')
  clock += 3_000
  vi.advanceTimersByTime(2_000)
  await vi.waitFor(() => expect(ids()).toEqual(['a', 'b']))
  await write('c', clock)
  vi.advanceTimersByTime(2_000)
  await vi.waitFor(() => expect(ids()).toEqual(['a', 'b', 'c']))
  expect(heard.map(({ record }) => record?._id)).toEqual(['a', 'b', 'c'])
  stop()
  await write('d', clock)
  feed.notify('p')
  vi.advanceTimersByTime(10_000)
  expect(vi.getTimerCount()).toBe(0)
  expect([ids().length, failures]).toEqual([3, []])
})

it('is woken by a write of another process at once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const hub = new LocalHub()
  const fail = (error: unknown): never => {
    throw error
  }
  const [here, there] = [createChangeFeed(now, hub.join(fail)), createChangeFeed(now, hub.join(fail))]
  const heard: string[] = []
  const stop = createChangeTails({ store, feed: here, now }).follow(project, {
    onChanges: (changes) => heard.push(...changes.map(({ row }) => row.recordId)),
    onFailure: fail,
  })
  await write('a', clock)
  there.notify('p')
  await vi.waitFor(() => expect(heard).toEqual(['a']))
  stop()
})

it('reads once for any number of listeners', async () => {
  const feed = createChangeFeed(now, undefined)
  const reads = vi.spyOn(store, 'changesAfter')
  const tails = createChangeTails({ store, feed, now })
  const heard: string[] = []
  const stops = Array.from({ length: 50 }, (_, i) =>
    tails.follow(project, { onChanges: () => heard.push(String(i)), onFailure: () => undefined }),
  )
  await write('a', clock)
  feed.notify('p')
  await vi.waitFor(() => expect(heard).toHaveLength(50))
  expect(reads.mock.calls.length).toBe(1)
  for (const stop of stops) stop()
})
