import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'

import { type Batch, listUnsent, LocalStore, wipeLocal } from './localStore.ts'

const none = { snapshot: null, changes: 0 }
const known = (update: Uint8Array | undefined): Batch => ({
  known: update ?? null,
  own: null,
  settled: false,
  acknowledged: none,
})
const own = (update: Uint8Array | undefined, changes = 1): Batch => ({
  known: null,
  own: update ?? null,
  settled: false,
  acknowledged: { snapshot: null, changes },
})
const whole = (y: Y.Doc) => () => ({ known: Y.encodeStateAsUpdate(y), own: null })
let store: LocalStore
let user = 0
beforeEach(async () => {
  user += 1
  store = await LocalStore.open(`u${user}`, 'p1')
})
afterEach(async () => {
  vi.restoreAllMocks()
  store.close()
  await wipeLocal(`u${user}`)
})

function edits(count: number): { y: Y.Doc; updates: Uint8Array[] } {
  const y = new Y.Doc()
  const updates: Uint8Array[] = []
  y.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < count; i++) y.getMap('m').set(`k${i}`, i)
  return { y, updates }
}

async function reopened(): Promise<{ known: Record<string, unknown>; all: Record<string, unknown> }> {
  store.close()
  store = await LocalStore.open(`u${user}`, 'p1')
  const { parts } = await store.load()
  const y = new Y.Doc()
  if (parts !== null) Y.applyUpdate(y, parts.known)
  const before = y.getMap('m').toJSON()
  if (parts?.own) Y.applyUpdate(y, parts.own)
  return { known: before, all: y.getMap('m').toJSON() }
}

it('[G4] keeps what the server has acknowledged apart from what it has not', async () => {
  const { y, updates } = edits(4)
  await store.append(known(updates[0]), whole(y))
  await store.append(own(updates[1]), whole(y))
  expect(await reopened()).toMatchObject({ known: { k0: 0 }, all: { k0: 0, k1: 1 } })
  // The acknowledgement of k1 is written together with k2, which waits.
  await store.append({ ...own(updates[2]), settled: true }, whole(y))
  expect(await reopened()).toMatchObject({ known: { k0: 0, k1: 1 }, all: { k0: 0, k1: 1, k2: 2 } })
  await store.append({ ...known(updates[3]), settled: true }, whole(y))
  expect((await reopened()).known).toEqual({ k0: 0, k1: 1, k2: 2, k3: 3 })
  // Folding keeps them apart too.
  await store.replace({ known: Y.mergeUpdates(updates.slice(0, 2)), own: Y.mergeUpdates(updates.slice(2)) }, none)
  expect((await reopened()).known).toEqual({ k0: 0, k1: 1 })
})

it('gives back appended updates, also beyond compaction', async () => {
  const { y, updates } = edits(230)
  for (const update of updates) await store.append(known(update), whole(y))
  expect((await reopened()).all).toEqual(y.getMap('m').toJSON())
})

it('counts unsent changes for the question at sign-out', async () => {
  const { y, updates } = edits(1)
  await store.append(own(updates[0], 3), whole(y))
  expect(await listUnsent(`u${user}`)).toMatchObject([{ projectId: 'p1', changes: 3, parts: { own: updates[0] } }])
})

it('a crash in the middle of compaction leaves the old state', async () => {
  const { y, updates } = edits(3)
  for (const update of updates) await store.append(known(update), whole(y))
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore) {
    this.transaction.abort()
    throw new DOMException('crash', 'AbortError')
  })
  await expect(store.replace({ known: new Uint8Array([0, 0]), own: null }, none)).rejects.toThrow()
  vi.restoreAllMocks()
  expect((await reopened()).all).toEqual({ k0: 0, k1: 1, k2: 2 })
})

it('a full disk is reported, and the next write carries what was missed', async () => {
  const { y, updates } = edits(2)
  const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  await expect(store.append(known(updates[0]), whole(y))).rejects.toThrow('full')
  full.mockRestore()
  await store.append(known(updates[1]), whole(y))
  expect((await reopened()).all).toEqual({ k0: 0, k1: 1 })
})
