import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { describeDb } from '../contract.ts'
import type { Db, Document } from '../port.ts'
import { itFindsWhatAnIndependentEvaluatorFinds } from '../test/differential.ts'
import { openSqliteDb } from './openSqliteDb.ts'

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
