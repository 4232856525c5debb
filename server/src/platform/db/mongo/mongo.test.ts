import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe } from 'vitest'

import { describeDb } from '../contract.ts'
import { describeDatabases } from '../databases.contract.ts'
import type { Db } from '../port.ts'
import { openSqliteDb } from '../sqlite/openSqliteDb.ts'
import { itBehavesLike, itFindsWhatAnIndependentEvaluatorFinds } from '../test/differential.ts'
import { testDatabase } from '../test/testDatabase.ts'
import { openMongoDb } from './openMongoDb.ts'

const database = testDatabase()
const { uri } = database
afterAll(() => database.drop())

const other = `${new URL(uri).pathname.slice(1)}_2`
describeDb('MongoDB', () => openMongoDb({ uri }))
describeDatabases('MongoDB', () => openMongoDb({ uri }), `${other}_apart`)
describeDb('another database of MongoDB', async () => {
  const db = await openMongoDb({ uri })
  return { ...db, ...db.database(other) }
})

describe('MongoDB and SQLite', () => {
  let folder: string
  let mongo: Db
  let sqlite: Db
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'axiom-db-'))
    mongo = await openMongoDb({ uri })
    sqlite = await openSqliteDb({ file: join(folder, 'store.db') })
  })
  afterAll(async () => {
    await Promise.all([mongo.close(), sqlite.close()])
    await rm(folder, { recursive: true, force: true })
  })
  itFindsWhatAnIndependentEvaluatorFinds(() => mongo, 100)
  itBehavesLike(
    () => mongo,
    () => sqlite,
    100,
  )
})
