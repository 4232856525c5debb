import { setTimeout as wait } from 'node:timers/promises'

import { MongoClient } from 'mongodb'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { startMongoProxy } from '../../platform/db/test/mongoProxy.ts'
import { testDatabase } from '../../platform/db/test/testDatabase.ts'
import { chunkIdAt, newChunkId } from './chunkId.ts'
import { describeChunkStore } from './chunkStore.contract.ts'
import type { Attribution, Chunk, ChunkStore } from './chunkStore.ts'
import { MongoChunkStore } from './mongoChunkStore.ts'

describeChunkStore('MongoDB', async () => {
  const { uri, drop } = testDatabase()
  return { open: () => MongoChunkStore.open(uri), remove: drop }
})

describe('MongoChunkStore', () => {
  const database = testDatabase()
  const client = new MongoClient(database.uri)
  const chunks = client.db().collection<{ _id: string; d: string; k: string }>('log_chunks')
  afterAll(async () => {
    await client.close()
    await database.drop()
  })

  async function open(uri = database.uri): Promise<MongoChunkStore> {
    const store = await MongoChunkStore.open(uri)
    onTestFinished(() => store.close())
    return store
  }

  it('[C5] two replicas compact at once while others load and write: every load is whole', async () => {
    const replicas = await Promise.all([open(), open(), open()])
    const typist = new Typist('many')
    for (let i = 0; i < 60; i++) await replicas[0]?.append(typist.type(), null)
    let done = false
    const compacting = Promise.all(
      replicas.slice(0, 2).map(async (replica) => {
        for (let i = 0; i < 8; i++) await replica.compact('many')
      }),
    ).then(() => (done = true))
    let loads = 0
    while (!done) {
      await replicas[2]?.append(typist.type(), null)
      const written = typist.text
      expect(textOf((await replicas[2]?.load('many'))?.chunks ?? [])).toBe(written)
      loads++
    }
    await compacting
    expect(loads).toBeGreaterThan(1)
    expect((await replicas[0]?.load('many'))?.chunks.length).toBeLessThan(60)
  })

  it('[C5] who wrote what outlives the chunks', async () => {
    const store = await open()
    const typist = new Typist('outlived')
    const attribution: Attribution = {
      by: 'ann',
      origin: 'client',
      wrote: [{ client: 4_000_000_000, from: 0, to: 1 }],
      touched: ['nodes/a'],
    }
    for (let i = 0; i < 3; i++) await store.append(typist.type(), attribution)
    await store.compact('outlived')
    await chunks.deleteMany({ d: 'outlived', k: 'u' })
    const { owners, chunks: left } = await store.load('outlived')
    expect(owners).toEqual(new Map([[4_000_000_000, 'ann']]))
    expect(textOf(left)).toBe(typist.text)
    expect(await client.db().collection('log_attributions').countDocuments({ d: 'outlived', by: 'ann' })).toBe(3)
  })

  it('[C7] a snapshot with a part missing is told, and what it covers is read in its place', async () => {
    const store = await open()
    const typist = new Typist('broken')
    for (let i = 0; i < 3; i++) await store.append(typist.type('x'.repeat(3 << 20)), null)
    const snapshotId = (await store.compact('broken'))?.snapshotId ?? ''
    expect(await chunks.deleteOne({ d: 'broken', _id: `${snapshotId}/0000` })).toMatchObject({ deletedCount: 1 })
    const loaded = (await store.load('broken')).chunks
    expect(loaded.find(({ _id }) => _id === snapshotId)?.u).toHaveLength(0)
    expect(textOf(loaded.filter(({ _id }) => _id !== snapshotId))).toBe(typist.text)
    await expect(store.compact('broken')).resolves.toMatchObject({ covered: 3 })
    expect(textOf((await store.load('broken')).chunks.filter(({ u }) => u.length > 0))).toBe(typist.text)
  })

  it('[C6] parts of a write that was cut off are removed', async () => {
    const store = await open()
    const part = (id: string) => ({ _id: `${id}/0000`, d: 'cut', k: 'p', s: id, u: Buffer.from('x') })
    const [old, young] = [chunkIdAt(Date.now() - 2 * 3_600_000), newChunkId()]
    await chunks.insertMany([part(old), part(young)])
    await store.compact('cut')
    expect(await chunks.distinct('_id', { d: 'cut' })).toEqual([`${young}/0000`])
  })

  it('[C3] an insert whose answer is lost is repeated, and stored once', async () => {
    const proxy = await startMongoProxy(database.uri)
    onTestFinished(() => proxy.close())
    const store = await open(proxy.uri)
    const typist = new Typist('unknown')
    await store.append(typist.type(), null)
    // The driver repeats once by itself: three answers are more than it can stand.
    proxy.loseAnswers('insert', 3)
    await store.append(typist.type(), null)
    expect(proxy.toLose).toBe(0)
    expect(textOf((await store.load('unknown')).chunks)).toBe(typist.text)
    expect(await chunks.countDocuments({ d: 'unknown' })).toBe(2)
  })

  it('[C9] appends wait for a database that comes back, and hear when it stays away', { timeout: 60_000 }, async () => {
    const proxy = await startMongoProxy(database.uri)
    onTestFinished(() => proxy.close())
    const store = await open(proxy.uri)
    const typist = new Typist('away')
    proxy.cut()
    const waiting = store.append(typist.type(), null)
    await wait(500)
    proxy.restore()
    await waiting
    proxy.cut()
    const unheard = typist.type()
    await expect(store.append(unheard, null)).rejects.toThrow()
    proxy.restore()
    await store.append(unheard, null)
    expect(textOf((await store.load('away')).chunks)).toBe(typist.text)
  })
})

/** Somebody who types into one document. */
class Typist {
  readonly #y = new Y.Doc()
  readonly #project: string
  #last = new Uint8Array()

  constructor(project: string) {
    this.#project = project
    this.#y.on('update', (update: Uint8Array) => (this.#last = new Uint8Array(update)))
  }

  type(text = 'word '): Chunk {
    this.#y.getText('text').insert(0, text)
    return { _id: newChunkId(), d: this.#project, k: 'u', u: this.#last }
  }

  get text(): string {
    return this.#y.getText('text').toJSON()
  }
}

function textOf(chunks: Awaited<ReturnType<ChunkStore['load']>>['chunks']): string {
  const y = new Y.Doc()
  for (const { u } of chunks) Y.applyUpdate(y, u)
  return y.getText('text').toJSON()
}
