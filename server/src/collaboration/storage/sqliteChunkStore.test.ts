import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { newChunkId, seedChunkId } from './chunkId.ts'
import { describeChunkStore } from './chunkStore.contract.ts'
import { SqliteChunkStore } from './sqliteChunkStore.ts'

async function place() {
  const dir = await mkdtemp(join(tmpdir(), 'axiom-log-'))
  return { open: () => new SqliteChunkStore(dir), remove: () => rm(dir, { recursive: true }) }
}

describeChunkStore('SQLite', place)

describe('SqliteChunkStore', () => {
  it('keeps snapshots of versions compressed and gives them back', async () => {
    const { open, remove } = await place()
    const store = open()
    const y = new Y.Doc()
    y.getText('text').insert(0, 'axiom '.repeat(500))
    await store.append({ _id: newChunkId(), d: 'p', k: 'u', u: Y.encodeStateAsUpdate(y) }, null)
    expect(await store.snapshots.save('p', 'v1')).toBeLessThan(500)
    const opened = new Y.Doc()
    Y.applyUpdateV2(opened, (await store.snapshots.open('p', 'v1')) ?? new Uint8Array())
    expect(opened.getText('text').toJSON()).toBe(y.getText('text').toJSON())
    await store.snapshots.remove('p', ['v1'])
    expect(await store.snapshots.open('p', 'v1')).toBeNull()
    await store.close()
    await remove()
  })

  it('[C2] a log of the layout before this one is taken over: what was written is there, edits of people are told', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'axiom-log-'))
    const [y, id] = [new Y.Doc(), newChunkId()]
    y.getText('text').insert(0, 'before')
    const old = new DatabaseSync(join(dir, 'log.db'))
    old.exec(`
      CREATE TABLE chunks (project TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, bytes BLOB NOT NULL, covered_by TEXT,
        expires_at INTEGER, epoch INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (project, id)) STRICT;
      CREATE TABLE attributions (project TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, by TEXT, wrote TEXT NOT NULL,
        touched TEXT NOT NULL, PRIMARY KEY (project, id)) STRICT;
      PRAGMA user_version = 2;`)
    old
      .prepare("INSERT INTO chunks (project, id, kind, bytes) VALUES ('p', ?, 'u', ?)")
      .run(id, Y.encodeStateAsUpdate(y))
    old.prepare("INSERT INTO attributions VALUES ('p', ?, ?, 'ann', '[]', '[\"nodes/a/name\"]')").run(id, Date.now())
    old.close()
    const store = await SqliteChunkStore.open(dir)
    expect((await store.load('p')).chunks.map(({ _id }) => _id)).toEqual([id])
    const attribution = { by: 'bob', origin: 'server', reason: 'restore', wrote: [], touched: ['nodes/a'] } as const
    await store.append({ _id: newChunkId(), d: 'p', k: 'u', u: Y.encodeStateAsUpdate(new Y.Doc()) }, attribution)
    const { groups = [] } = (await store.history('p', { before: Date.now() + 60_000, row: 'nodes/a' })) ?? {}
    expect(groups.map(({ by, reason }) => [by, reason])).toEqual([
      ['bob', 'restore'],
      ['ann', null],
    ])
    await store.close()
    await rm(dir, { recursive: true })
  })

  it('[C4] rejects what is appended after it was closed', async () => {
    const { open, remove } = await place()
    const store = open()
    await store.close()
    await expect(store.append({ _id: newChunkId(), d: 'p', k: 'u', u: new Uint8Array() }, null)).rejects.toThrow()
    await remove()
  })
})

describe('chunk ids', () => {
  it('[C2] grow in the order in which they were made, and a seed sorts first', () => {
    const ids = Array.from({ length: 10_000 }, () => newChunkId(1))
    expect(ids.toSorted()).toEqual(ids)
    expect(seedChunkId('p')).toMatch(/^00000000-0000-7[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(seedChunkId('p')).not.toBe(seedChunkId('q'))
  })
})
