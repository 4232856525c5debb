import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Collection, type Db, type Document, DuplicateKey, type Filter, type Value } from './port.ts'

interface Thing extends Document {
  [key: string]: Value
}

/** What every adapter of the store port must do; `open` gets an empty folder of its own. */
export function describeDb(name: string, open: (folder: string) => Promise<Db>): void {
  describe(`store port on ${name}`, () => {
    let folder: string
    let db: Db
    let things: Collection<Thing>
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'axiom-db-'))
      db = await open(folder)
      things = db.collection<Thing>('things')
      await things.insertMany([
        { _id: '1', n: 1, tags: ['a', 'b'], at: new Date(1_000), deep: { x: 1 } },
        { _id: '2', n: 2.5, tags: [], text: 'Hello', flag: true },
        { _id: '3', n: null, text: 'shell', deep: { x: 'one' } },
        { _id: '4', n: '2', flag: false, at: new Date(2_000) },
      ])
    })
    afterAll(async () => {
      await db.close()
      await rm(folder, { recursive: true, force: true })
    })
    const ids = async (filter: Filter): Promise<string> =>
      (await things.find(filter, { sort: { _id: 1 } })).map((thing) => thing._id).join('')

    it.each<[Filter, string]>([
      [{}, '1234'],
      [{ n: 1 }, '1'],
      [{ n: '2' }, '4'],
      [{ n: null }, '3'],
      [{ text: null }, '14'],
      [{ n: { $gte: 1 } }, '12'],
      [{ n: { $gt: '1' } }, '4'],
      [{ tags: 'a' }, '1'],
      [{ tags: { $in: ['b', 'z'] } }, '1'],
      [{ tags: { $nin: ['b'] } }, '234'],
      [{ flag: true }, '2'],
      [{ flag: { $ne: true } }, '134'],
      [{ flag: { $exists: false } }, '13'],
      [{ 'deep.x': 1 }, '1'],
      [{ at: { $gt: new Date(1_500) } }, '4'],
      [{ at: new Date(1_000) }, '1'],
      [{ text: { $contains: 'HELL' } }, '23'],
      [{ text: { $startsWith: 'hell' } }, '2'],
      [{ $or: [{ n: 1 }, { flag: false }] }, '14'],
      [{ $nor: [{ n: 1 }, { flag: false }] }, '23'],
      [{ $and: [{ n: { $lt: 3 } }, { n: { $gt: 1 } }] }, '2'],
    ])('finds %j', async (filter, expected) => {
      expect(await ids(filter)).toBe(expected)
      expect(await things.countDocuments(filter)).toBe(expected.length)
    })

    it('sorts values of mixed types in one order and pages', async () => {
      const found = await things.find({}, { sort: { n: 1 } })
      expect(found.map((thing) => thing._id)).toEqual(['3', '1', '2', '4'])
      expect((await things.find({}, { sort: { n: -1 }, skip: 1, limit: 2 })).map((thing) => thing._id)).toEqual([
        '2',
        '1',
      ])
    })

    it('gives back what was stored, dates and all, and projects', async () => {
      expect(await things.findOne({ _id: '1' })).toEqual({
        _id: '1',
        n: 1,
        tags: ['a', 'b'],
        at: new Date(1_000),
        deep: { x: 1 },
      })
      expect(await things.findOne({ _id: '1' }, { projection: { n: 1 } })).toEqual({ _id: '1', n: 1 })
      const odd = db.collection<Thing>('odd')
      await odd.insertOne({ _id: 'o', json: { $date: 5, $where: 'x', __a: null } })
      expect(await odd.findOne({ _id: 'o' })).toEqual({ _id: 'o', json: { $date: 5, $where: 'x', __a: null } })
    })

    it('updates by operators', async () => {
      const places = db.collection<Thing>('places')
      const made = await places.updateOne({ _id: 'p' }, { $set: { a: 1 }, $setOnInsert: { b: 2 } }, { upsert: true })
      expect(made).toMatchObject({ matchedCount: 0, upsertedId: 'p' })
      const after = await places.findOneAndUpdate(
        { _id: 'p' },
        { $inc: { a: 4 }, $push: { list: 'x' }, $unset: { b: true }, $set: { 'c.d': 'e' } },
      )
      expect(after).toEqual({ _id: 'p', a: 5, list: ['x'], c: { d: 'e' } })
      expect(await places.findOneAndUpdate({ _id: 'missing' }, { $set: { a: 1 } })).toBeNull()
      expect(await places.deleteMany({ a: 5 })).toBe(1)
    })

    it('keeps unique indexes and names their paths; sparse ones allow many without a value', async () => {
      const people = db.collection<Thing>('people')
      await people.createIndex({ email: 1 }, { unique: true })
      await people.createIndex({ code: 1 }, { unique: true, sparse: true })
      await people.insertMany([
        { _id: '1', email: 'a' },
        { _id: '2', email: 'b' },
      ])
      const clash = await people.insertOne({ _id: '3', email: 'a' }).catch((error: unknown) => error)
      expect(clash).toBeInstanceOf(DuplicateKey)
      expect(clash).toMatchObject({ paths: ['email'] })
      await expect(
        people.insertMany([
          { _id: '4', email: 'd' },
          { _id: '1', email: 'e' },
        ]),
      ).rejects.toMatchObject({ paths: ['_id'] })
      expect(await people.countDocuments({})).toBe(2)
    })

    it('lists indexes, drops them, and makes no unique one over documents that contradict it', async () => {
      const cars = db.collection<Thing>('cars')
      expect(await cars.listIndexes()).toEqual([])
      await cars.insertMany([
        { _id: '1', f: { plate: 'x', owner: 'a' } },
        { _id: '2', f: { plate: 'x', owner: 'b' } },
      ])
      await cars.createIndex({ 'f.owner': 1, n: -1 })
      await expect(cars.createIndex({ 'f.plate': 1 }, { unique: true, sparse: true })).rejects.toMatchObject({
        name: 'DuplicateKey',
        paths: ['f.plate'],
      })
      expect(await cars.listIndexes()).toMatchObject([{ paths: { 'f.owner': 1, n: -1 }, unique: false, sparse: false }])
      await cars.deleteOne({ _id: '2' })
      await cars.createIndex({ 'f.plate': 1 }, { unique: true, sparse: true })
      await cars.createIndex({ 'f.plate': 1 }, { unique: true, sparse: true })
      const indexes = await cars.listIndexes()
      const plate = indexes.find(({ unique }) => unique)
      expect(indexes).toHaveLength(2)
      expect(plate).toMatchObject({ paths: { 'f.plate': 1 }, unique: true, sparse: true })
      await expect(cars.insertOne({ _id: '2', f: { plate: 'x' } })).rejects.toMatchObject({ paths: ['f.plate'] })
      await cars.dropIndex(plate?.name ?? '')
      await cars.dropIndex('no such index')
      expect(await cars.listIndexes()).toHaveLength(1)
      await cars.insertOne({ _id: '2', f: { plate: 'x' } })
    })

    it('runs a transaction whole or not at all, with the writer to itself', async () => {
      const rows = db.collection<Thing>('rows')
      await expect(
        db.withTransaction(async (session) => {
          await rows.insertOne({ _id: 'lost' }, { session })
          throw new Error('no')
        }),
      ).rejects.toThrow('no')
      expect(await rows.findOne({ _id: 'lost' })).toBeNull()
      await rows.insertOne({ _id: 'count', n: 0 })
      const add = (): Promise<void> =>
        db.withTransaction(async (session) => {
          const row = await rows.findOne({ _id: 'count' }, { session })
          await rows.updateOne({ _id: 'count' }, { $set: { n: Number(row?.['n']) + 1 } }, { session })
        })
      await Promise.all(Array.from({ length: 20 }, add))
      expect(await rows.findOne({ _id: 'count' })).toMatchObject({ n: 20 })
    })

    it('groups', async () => {
      const sales = db.collection<Thing>('sales')
      await sales.insertMany([1, 2, 3, 4].map((n) => ({ _id: String(n), kind: n % 2 ? 'odd' : 'even', n })))
      const groups = await sales.group({}, ['kind'], { count: { $sum: 1 }, total: { $sum: 'n' }, most: { $max: 'n' } })
      expect(groups).toEqual([
        { _id: { kind: 'even' }, count: 2, total: 6, most: 4 },
        { _id: { kind: 'odd' }, count: 2, total: 4, most: 3 },
      ])
      await sales.insertOne({ _id: '5', kind: 'odd', n: 5 })
      expect(await sales.group({}, ['kind'], { count: { $sum: 1 } }, { atLeast: 3 })).toEqual([
        { _id: { kind: 'odd' }, count: 3 },
      ])
    })
  })
}
