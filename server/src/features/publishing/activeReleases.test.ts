import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { openDb } from '../../platform/db/openDb.ts'
import type { Db } from '../../platform/db/port.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'
import { createActiveReleases } from './activeReleases.ts'
import { createReleaseStore, type ReleaseStore } from './store.ts'

let dir: string
let db: Db
let store: ReleaseStore

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'axiom-releases-'))
  db = await openDb(testStores(dir))
  store = await createReleaseStore(db)
})
afterAll(async () => {
  await db.close()
  await rm(dir, { recursive: true })
})

function publish(projectId: string, id: string) {
  const app = JSON.stringify({ name: id, screens: [] })
  return store.insertActive(
    { _id: id, projectId, app, authorId: 'a', authorName: 'A', createdAt: '' },
    async () => undefined,
  )
}

it('is never what was read before a publish', async () => {
  await publish('race', 'race-old')
  const read = Promise.withResolvers<void>()
  const slow: ReleaseStore = {
    ...store,
    async findActive(projectId) {
      const found = await store.findActive(projectId)
      await read.promise
      return found
    },
  }
  const active = createActiveReleases(slow, () => 0)
  const before = active.get('race')
  await publish('race', 'race-new')
  active.forget('race')
  read.resolve()
  await before
  expect((await active.get('race'))?.id).toBe('race-new')
})

it('follows what another server published within a second, and reads the app only then', async () => {
  let time = 0
  let whole = 0
  const counting: ReleaseStore = {
    ...store,
    find: (projectId, id) => {
      whole++
      return store.find(projectId, id)
    },
  }
  const active = createActiveReleases(counting, () => time)
  expect(await active.get('other')).toBeNull()
  await publish('other', 'other-1')
  time = 999
  expect(await active.get('other')).toBeNull()
  time = 1000
  expect((await active.get('other'))?.id).toBe('other-1')
  time = 5000
  expect((await active.get('other'))?.app.name).toBe('other-1')
  expect(whole).toBe(1)
})

it('asks again after a failure', async () => {
  await publish('broken', 'broken-1')
  let fails = true
  const failing: ReleaseStore = {
    ...store,
    findActive: (projectId) => (fails ? Promise.reject(new Error('no store')) : store.findActive(projectId)),
  }
  const active = createActiveReleases(failing, () => 0)
  await expect(active.get('broken')).rejects.toThrow('no store')
  fails = false
  expect((await active.get('broken'))?.id).toBe('broken-1')
})

it('leaves one active and no number twice when several publish and roll back at once', async () => {
  const ids = Array.from({ length: 8 }, (_, i) => `many-${i}`)
  await Promise.all(ids.map((id) => publish('many', id)))
  await Promise.all(ids.slice(0, 4).map((id) => store.activate('many', id, async () => undefined)))
  expect(await store.activate('many', 'nothing', async () => undefined)).toBeNull()
  const all = await store.list('many')
  expect(all.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
  expect(all.filter(({ active }) => active)).toHaveLength(1)
})
