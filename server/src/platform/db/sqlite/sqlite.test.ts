import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe } from 'vitest'

import { describeDb } from '../contract.ts'
import type { Db } from '../port.ts'
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
})
