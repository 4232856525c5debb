import { AppError } from '@axiom/shared/errors'
import { afterAll, expect, it, onTestFinished } from 'vitest'

import type { Db, Document } from '../port.ts'
import { startMongoProxy } from '../test/mongoProxy.ts'
import { testDatabase } from '../test/testDatabase.ts'
import { openMongoDb } from './openMongoDb.ts'

interface Row extends Document {
  n: number
}

const database = testDatabase()
afterAll(() => database.drop())

/** `patience`: how long an operation waits for a server, in milliseconds. */
async function open(patience: number) {
  const proxy = await startMongoProxy(database.uri)
  const db = await openMongoDb({ uri: `${proxy.uri}&serverSelectionTimeoutMS=${patience}` })
  onTestFinished(async () => {
    await db.close()
    await proxy.close()
  })
  return { proxy, db }
}

const rowsOf = (db: Db, name: string) => db.collection<Row>(name)

it('says that it is unavailable while the server is away, and goes on when it is back', async () => {
  const { proxy, db } = await open(300)
  const rows = rowsOf(db, 'away')
  await rows.insertOne({ _id: '1', n: 1 })
  proxy.cut()
  const asked: (() => Promise<unknown>)[] = [
    () => rows.findOne({ _id: '1' }),
    () => rows.insertOne({ _id: '2', n: 2 }),
    () => rows.insertMany([3, 4].map((n) => ({ _id: String(n), n }))),
    () => rows.updateMany({}, { $inc: { n: 1 } }),
    () => rows.group({}, ['n'], { count: { $sum: 1 } }),
    () => rows.createIndex({ n: 1 }),
    () => rows.listIndexes(),
    () => db.withTransaction((session) => rows.insertOne({ _id: '5', n: 5 }, { session })),
    () => db.ping(),
  ]
  for (const ask of asked) {
    const error: unknown = await ask().catch((failure: unknown) => failure)
    expect(error, String(ask)).toBeInstanceOf(AppError)
    expect(error, String(ask)).toMatchObject({ code: 'unavailable', status: 503 })
  }
  proxy.restore()
  await expect
    .poll(() =>
      db.ping().then(
        () => true,
        () => false,
      ),
    )
    .toBe(true)
  expect(await rows.find({})).toEqual([{ _id: '1', n: 1 }])
  await rows.insertOne({ _id: '2', n: 2 })
  expect(await rows.countDocuments({})).toBe(2)
})

it('writes once what it has to send twice', async () => {
  const { proxy, db } = await open(5_000)
  const rows = rowsOf(db, 'twice')
  proxy.loseAnswers('insert', 1)
  await rows.insertOne({ _id: '1', n: 0 })
  proxy.loseAnswers('update', 1)
  await rows.updateOne({ _id: '1' }, { $inc: { n: 1 } })
  proxy.loseAnswers('findAndModify', 1)
  expect(await rows.findOneAndUpdate({ _id: '1' }, { $inc: { n: 1 } })).toEqual({ _id: '1', n: 2 })
  proxy.loseAnswers('find', 1)
  expect(await rows.find({})).toEqual([{ _id: '1', n: 2 }])
  expect(proxy.toLose).toBe(0)
})

it('repeats a transaction of which an answer was lost, and only the commit when that was it', async () => {
  const { proxy, db } = await open(5_000)
  const rows = rowsOf(db, 'transactions')
  await rows.insertOne({ _id: 'sum', n: 0 })
  const run = async (command: string): Promise<number> => {
    let times = 0
    proxy.loseAnswers(command, 1)
    await db.withTransaction(async (session) => {
      times++
      await rows.updateOne({ _id: 'sum' }, { $inc: { n: 1 } }, { session })
      await rows.insertMany(
        [1, 2].map((n) => ({ _id: `${command}${n}`, n })),
        { session },
      )
    })
    expect(proxy.toLose).toBe(0)
    return times
  }
  expect(await run('insert')).toBe(2)
  expect(await run('update')).toBe(2)
  expect(await run('commitTransaction')).toBe(1)
  expect(await rows.findOne({ _id: 'sum' })).toMatchObject({ n: 3 })
  expect(await rows.countDocuments({})).toBe(7)
})
