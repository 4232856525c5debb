import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Collection, type Db, type Document, DuplicateKey, type Value } from './port.ts'

interface Thing extends Document {
  [key: string]: Value
}

/** Collections and databases as every store has them. */
export function itKeepsCollections(db: () => Db): void {
  it('lists the collections whose names begin alike, and takes them away with their indexes', async () => {
    for (const name of ['r_b-b_live', 'r_a_live', 'rx', 'other_r_a'])
      await db().collection<Thing>(name).insertOne({ _id: '1', text: 'one' })
    expect(await db().listCollections('r_')).toEqual(['r_a_live', 'r_b-b_live'])
    expect(await db().listCollections('nothing')).toEqual([])
    expect(await db().listCollections('')).toEqual(expect.arrayContaining(['other_r_a', 'r_a_live', 'rx']))
    const gone = db().collection<Thing>('r_b-b_live')
    await gone.createIndex({ text: 1 }, { unique: true, sorted: true })
    await gone.indexWords(['text'])
    await expect(gone.insertOne({ _id: '1' })).rejects.toMatchObject({ collection: 'r_b-b_live', paths: ['_id'] })
    await gone.drop()
    await db().collection<Thing>('never').drop()
    expect(await db().listCollections('r_')).toEqual(['r_a_live'])
    await gone.insertMany([
      { _id: '2', text: 'two' },
      { _id: '3', text: 'two' },
    ])
    expect(await gone.listIndexes()).toEqual([])
    expect(await gone.countDocuments({ $words: { text: 'tw', paths: ['text'] } })).toBe(2)
    expect(await gone.countDocuments({ $words: { text: 'one', paths: ['text'] } })).toBe(0)
  })

  it('is one of its own databases, and has none under names that none can have', async () => {
    const same = db().database(db().name)
    expect(same.name).toBe(db().name)
    await db().collection<Thing>('same').insertOne({ _id: '1' })
    expect(await same.collection<Thing>('same').countDocuments({})).toBe(1)
    for (const name of ['', 'a b', 'a.b', '$x', 'x'.repeat(64), 'local'])
      expect(() => db().database(name), name).toThrow(RangeError)
  })
}

/** What a store of several databases does beside; `other` is one that nobody uses. */
export function describeDatabases(name: string, open: () => Promise<Db>, other: string): void {
  describe(`databases of ${name}`, () => {
    let db: Db
    beforeAll(async () => {
      db = await open()
    })
    afterAll(() => db.close())
    const both = (collection: string): [Collection<Thing>, Collection<Thing>] => [
      db.collection<Thing>(collection),
      db.database(other).collection<Thing>(collection),
    ]

    it('keeps collections of one name in two of them apart, and lists and drops each for itself', async () => {
      const [here, there] = both('r_apart')
      await here.insertOne({ _id: '1', at: 'here' })
      await there.insertMany(['1', '2'].map((_id) => ({ _id, at: 'there' })))
      await there.createIndex({ at: 1 })
      expect(await here.find({})).toEqual([{ _id: '1', at: 'here' }])
      expect(await here.listIndexes()).toEqual([])
      expect(await there.countDocuments({ at: 'there' })).toBe(2)
      expect(db.database(other).name).toBe(other)
      await here.drop()
      expect(await db.listCollections('r_apart')).toEqual([])
      expect(await db.database(other).listCollections('r_apart')).toEqual(['r_apart'])
    })

    it('writes to several of them in one transaction, or to none', async () => {
      const [here, there] = both('spanning')
      const add = (_id: string, fails: boolean): Promise<void> =>
        db.withTransaction(async (session) => {
          await here.insertOne({ _id }, { session })
          await there.insertOne({ _id }, { session })
          if (fails) throw new Error('no')
        })
      await add('1', false)
      await expect(add('2', true)).rejects.toThrow('no')
      await there.insertOne({ _id: '3' })
      await expect(add('3', false)).rejects.toThrow(DuplicateKey)
      expect([await here.countDocuments({}), await there.countDocuments({})]).toEqual([1, 2])
    })

    it('looks up references among the collections that lie together, or in the database that they name', async () => {
      const [ordersHere, ordersThere] = both('placed_orders')
      const [peopleHere, peopleThere] = both('placed_people')
      await peopleHere.insertOne({ _id: 'p1', region: 'north' })
      await peopleThere.insertOne({ _id: 'p2', region: 'north' })
      for (const orders of [ordersHere, ordersThere])
        await orders.insertMany(['p1', 'p2'].map((by) => ({ _id: `of ${by}`, by })))
      const filter = { by: { $refersTo: { collection: 'placed_people', filter: { region: 'north' } } } }
      expect((await ordersHere.find(filter)).map(({ _id }) => _id)).toEqual(['of p1'])
      expect((await ordersThere.find(filter)).map(({ _id }) => _id)).toEqual(['of p2'])
      await db.withTransaction(async (session) => {
        await peopleThere.insertOne({ _id: 'p1', region: 'north' }, { session })
        expect(await ordersThere.find(filter, { session })).toHaveLength(2)
      })
      // Or in the one that they name.
      const elsewhere = { by: { $refersTo: { ...filter.by.$refersTo, database: other } } }
      const nested = { by: { $refersTo: { collection: 'placed_orders', database: other, filter: elsewhere } } }
      expect((await ordersHere.find(elsewhere)).map(({ _id }) => _id)).toEqual(['of p1', 'of p2'])
      await ordersHere.insertOne({ _id: 'of an order', by: 'of p1' })
      expect((await ordersHere.find(nested)).map(({ _id }) => _id)).toEqual(['of an order'])
    })
  })
}
