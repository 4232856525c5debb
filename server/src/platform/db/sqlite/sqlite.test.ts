import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { describeDb } from '../contract.ts'
import type { Db, Document } from '../port.ts'
import { itFindsWhatAnIndependentEvaluatorFinds } from '../test/differential.ts'
import { openSqliteDb } from './openSqliteDb.ts'
import { toError } from './thread.ts'

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
})
