import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { describeDb } from '../contract.ts'
import type { Db, Document } from '../port.ts'
import { itFindsWhatAnIndependentEvaluatorFinds } from '../test/differential.ts'
import { rangesOf } from './compileAfter.ts'
import { openSqliteDb } from './openSqliteDb.ts'
import { startThread, toError } from './thread.ts'

describeDb('SQLite', (folder) => openSqliteDb({ file: join(folder, 'store.db'), sweepEvery: 100 }))

describe('SQLite', () => {
  let folder: string
  let db: Db
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axiom-db-'))
    db = await openSqliteDb({ file: join(folder, 'store.db') })
  })
  afterAll(async () => {
    await db.close()
    await rm(folder, { recursive: true, force: true })
  })
  itFindsWhatAnIndependentEvaluatorFinds(() => db, 300)

  it.each([
    ['an unwritable file', 778, 'unavailable'],
    ['a full disk', 13, 'unavailable'],
    ['a bug', 1, undefined],
  ])('[C9] %s is told as what it is', (message, errcode, code) => {
    const error = toError({ message, errcode, misfit: false, duplicate: null })
    expect('code' in error ? error.code : undefined).toBe(code)
  })

  it('[C4] what belongs to a transaction that could not begin is not carried out by itself', async () => {
    const thread = startThread({ file: join(folder, 'parts.db'), readOnly: false })
    await thread.ask({ op: 'exec', sql: 'CREATE TABLE t (_id TEXT, doc TEXT)' })
    const insert = (id: string) => thread.ask({ op: 'insert', table: 't', rows: [[id, '{}']] }, 'within')
    const begin = (sql: string) => thread.ask({ op: 'exec', sql }, 'begin')
    const ends = await Promise.allSettled([
      begin('BEGIN NOTHING'),
      insert('a'),
      insert('b'),
      begin('BEGIN'),
      insert('c'),
    ])
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected', 'fulfilled', 'fulfilled'])
    await thread.ask({ op: 'exec', sql: 'COMMIT' })
    expect(await thread.ask({ op: 'all', sql: 'SELECT _id FROM t', params: [] })).toEqual([{ _id: 'c' }])
    await thread.close()
  })

  it('[C4] what belongs to a transaction that SQLite has undone is not carried out by itself', async () => {
    const thread = startThread({ file: join(folder, 'undone.db'), readOnly: false })
    await thread.ask({ op: 'exec', sql: 'CREATE TABLE t (_id TEXT UNIQUE, doc TEXT)' })
    const within = (sql: string) => thread.ask({ op: 'exec', sql: `${sql} VALUES ('a', '')` }, 'within')
    const ends = await Promise.allSettled([
      thread.ask({ op: 'exec', sql: 'BEGIN' }, 'begin'),
      within('INSERT INTO t'),
      within('INSERT OR ROLLBACK INTO t'),
      within('INSERT INTO t'),
    ])
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected'])
    expect(await thread.ask({ op: 'all', sql: 'SELECT _id FROM t', params: [] })).toEqual([])
    await thread.close()
  })

  it('two processes on one file wait for each other', async () => {
    const other = await openSqliteDb({ file: join(folder, 'store.db') })
    interface Count extends Document {
      n: number
    }
    const count = async (at: Db): Promise<void> => {
      const counts = at.collection<Count>('counts')
      for (let i = 0; i < 200; i++) await counts.updateOne({ _id: 'one' }, { $inc: { n: 1 } }, { upsert: true })
    }
    await Promise.all([count(db), count(other)])
    expect(await other.collection<Count>('counts').findOne({ _id: 'one' })).toMatchObject({ n: 400 })
    await other.close()
  })

  it('a page deep in an order is found by its index, and nothing is sorted', async () => {
    const rows = db.collection<Document & { at: string | null; s: string }>('deep')
    await rows.insertMany(
      Array.from({ length: 2_000 }, (_, i) => ({ _id: String(i), at: i % 9 === 0 ? null : String(i % 500), s: 'x' })),
    )
    await rows.createIndex({ at: 1 }, { sorted: true })
    const plans = new DatabaseSync(join(folder, 'store.db'), { readOnly: true })
    for (const direction of [1, -1] as const)
      for (const value of ['250', null, undefined]) {
        const after = value === undefined ? undefined : [value, '7']
        for (const { part, order } of rangesOf({ at: direction, _id: direction }, after)) {
          const sql = `EXPLAIN QUERY PLAN SELECT doc FROM c_deep WHERE ${part.sql} ORDER BY ${order} LIMIT 20`
          const plan = plans.prepare(sql).all(...part.params)
          expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining('USING INDEX s_deep')])
        }
      }
    plans.close()
  })

  describe('transactions that wait for each other', () => {
    interface Note extends Document {
      by: number
    }

    it('come about each by itself: a failed one takes nothing of the others along', async () => {
      const notes = db.collection<Note>('notes')
      const ends = await Promise.allSettled(
        Array.from({ length: 100 }, (_, by) =>
          db.withTransaction(async (session) => {
            await notes.insertOne({ _id: `a${by}`, by }, { session })
            if (by % 3 === 0) throw new Error('no')
            await notes.insertOne({ _id: `b${by}`, by }, { session })
          }),
        ),
      )
      expect(ends.map(({ status }) => status === 'fulfilled')).toEqual(ends.map((_, by) => by % 3 !== 0))
      const found = (await notes.find({}, { sort: { _id: 1 } })).map(({ _id }) => _id)
      const expected = ends.flatMap((_, by) => (by % 3 === 0 ? [] : [`a${by}`, `b${by}`]))
      expect(found).toEqual(expected.toSorted())
    })

    it('are told only when others can read them, single writes among them too', async () => {
      const other = await openSqliteDb({ file: join(folder, 'store.db') })
      const told = db.collection<Note>('told')
      const seen = other.collection<Note>('told')
      await seen.find({})
      const work = Array.from({ length: 60 }, async (_, by) => {
        const note = { _id: String(by), by }
        if (by % 4 === 0) await told.insertOne(note)
        else await db.withTransaction((session) => told.insertOne(note, { session }))
        return (await seen.findOne({ _id: note._id }))?.by
      })
      expect(await Promise.all(work)).toEqual(Array.from({ length: 60 }, (_, by) => by))
      await other.close()
    })

    it('see what those before them wrote, also past their session, when they have an order', async () => {
      const counts = db.collection<Note>('ordered')
      await counts.insertOne({ _id: 'one', by: 0 })
      const more = async (): Promise<void> => {
        await db.withTransaction(
          async (session) => {
            const { by = 0 } = (await counts.findOne({ _id: 'one' })) ?? {}
            await counts.updateOne({ _id: 'one' }, { $set: { by: by + 1 } }, { session })
          },
          { serial: 'counts' },
        )
      }
      await Promise.all(Array.from({ length: 50 }, more))
      expect(await counts.findOne({ _id: 'one' })).toMatchObject({ by: 50 })
    })
  })
})
