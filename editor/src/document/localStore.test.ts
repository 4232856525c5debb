import 'fake-indexeddb/auto'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'

import { countUnsent, LocalStore, wipeLocal } from './localStore.ts'

const none = { snapshot: null, changes: 0, touched: [] }
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

async function reopened(): Promise<Record<string, unknown>> {
  store.close()
  store = await LocalStore.open(`u${user}`, 'p1')
  const { update } = await store.load()
  const y = new Y.Doc()
  if (update !== null) Y.applyUpdate(y, update)
  return y.getMap('m').toJSON()
}

it('gives back appended updates, also beyond compaction', async () => {
  const { y, updates } = edits(230)
  for (const update of updates) await store.append(update, none, () => Y.encodeStateAsUpdate(y))
  expect(await reopened()).toEqual(y.getMap('m').toJSON())
})

it('counts unsent changes for the question at sign-out', async () => {
  const { y, updates } = edits(1)
  await store.append(updates[0] as Uint8Array, { ...none, changes: 3 }, () => Y.encodeStateAsUpdate(y))
  expect(await countUnsent(`u${user}`)).toBe(3)
})

it('a crash in the middle of compaction leaves the old state', async () => {
  const { y, updates } = edits(3)
  for (const update of updates) await store.append(update, none, () => Y.encodeStateAsUpdate(y))
  vi.spyOn(IDBObjectStore.prototype, 'delete').mockImplementation(function (this: IDBObjectStore) {
    this.transaction.abort()
    throw new DOMException('crash', 'AbortError')
  })
  await expect(store.replace(new Uint8Array([0, 0]), none)).rejects.toThrow()
  vi.restoreAllMocks()
  expect(await reopened()).toEqual({ k0: 0, k1: 1, k2: 2 })
})

it('a full disk is reported, and the next write carries what was missed', async () => {
  const { y, updates } = edits(2)
  const full = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError')
  })
  await expect(store.append(updates[0] as Uint8Array, none, () => Y.encodeStateAsUpdate(y))).rejects.toThrow('full')
  full.mockRestore()
  await store.append(updates[1] as Uint8Array, none, () => Y.encodeStateAsUpdate(y))
  expect(await reopened()).toEqual({ k0: 0, k1: 1 })
})
