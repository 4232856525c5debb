import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { newId } from '@axiom/shared/ids'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { itKeepsCollections } from './databases.contract.ts'
import {
  type Collection,
  type Db,
  type Document,
  DuplicateKey,
  type Filter,
  type Session,
  type Update,
  type Value,
} from './port.ts'
import { itShowsDocuments } from './shown.contract.ts'
import { FILTERED, FILTERS } from './test/filters.ts'

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
      await things.insertMany(FILTERED)
    })
    afterAll(async () => {
      await db.close()
      await rm(folder, { recursive: true, force: true })
    })
    const ids = async (filter: Filter): Promise<string> =>
      (await things.find(filter, { sort: { _id: 1 } })).map((thing) => thing._id).join('')

    it.each(FILTERS)('finds %j', async (filter, expected) => {
      expect(await ids(filter)).toBe(expected)
      expect(await things.countDocuments(filter)).toBe(expected.length)
    })

    it.each([
      ['numbers', true],
      ['numbers', false],
      ['texts', true],
      ['truths', true],
    ])('pages by what came last: %s, sorted index: %s', async (kind, sorted) => {
      const pages = db.collection<Thing>(`pages_${kind}_${sorted}`)
      const values: Record<string, (i: number) => Value> = {
        numbers: (i) => (i % 11) / 2 - 2,
        texts: (i) => ['', 'a', 'ä', 'B', 'b'][i % 5] ?? '',
        truths: (i) => i % 2 === 0,
      }
      const valueOf = values[kind] ?? (() => null)
      // Some have nothing there, some null.
      const all = Array.from({ length: 60 }, (_, i): Thing => {
        const f = i % 7 === 0 ? {} : { x: i % 6 === 0 ? null : valueOf(i) }
        return { _id: `p${(i * 37) % 60}`, f, n: i % 4 }
      })
      await pages.insertMany(all)
      if (sorted) await pages.createIndex({ 'f.x': 1 }, { sorted: true })
      for (const filter of [
        {},
        { n: { $in: [1, 2] } },
        { _id: { $in: all.slice(0, 30).map(({ _id }) => _id) } },
      ] as Filter[])
        for (const direction of [1, -1] as const) {
          const sort = { 'f.x': direction, _id: direction }
          const whole = await pages.find(filter, { sort })
          const found: Thing[] = []
          for (let page = await pages.find(filter, { sort, limit: 7 }); page.length > 0;) {
            found.push(...page)
            const last = page.at(-1)
            const x = (last?.['f'] as { x?: string | number | boolean | null } | undefined)?.x ?? null
            page = await pages.find(filter, { sort, limit: 7, after: [x, last?._id ?? ''] })
          }
          expect(found).toEqual(whole)
        }
    })

    itKeepsCollections(() => db)
    itShowsDocuments(() => db)

    it('sorts values of mixed types in one order and pages', async () => {
      const found = await things.find({}, { sort: { n: 1 } })
      expect(found.map((thing) => thing._id)).toEqual(['3', '1', '2', '4'])
      expect((await things.find({}, { sort: { n: -1 }, skip: 1, limit: 2 })).map((thing) => thing._id)).toEqual([
        '2',
        '1',
      ])
      expect((await things.find({ n: { $ne: 7 } }, { sort: { absent: -1 } })).map((thing) => thing._id).join('')).toBe(
        '4321',
      )
      expect(await things.find({}, { limit: 0 })).toEqual([])
    })

    it('finds what refers to matching documents of another collection, through several, and in a transaction', async () => {
      const [orders, people] = [db.collection<Thing>('ref_orders'), db.collection<Thing>('ref_people')]
      const in_ = (collection: string, filter: Filter): Filter[string] => ({ $refersTo: { collection, filter } })
      // Of a collection that nobody has written to yet as well.
      await orders.insertMany([
        { _id: 'o1', by: 'p1' },
        { _id: 'o2', by: ['p2', 'p1'] },
        { _id: 'o3' },
        { _id: 'o4', by: 'p9' },
      ])
      const found = async (filter: Filter, session?: Session): Promise<string[]> =>
        (await orders.find(filter, { sort: { _id: 1 }, ...(session ? { session } : {}) })).map(({ _id }) => _id)
      expect(await found({ by: in_('ref_people', {}) })).toEqual([])
      await people.insertMany([
        { _id: 'p1', region: 'north', boss: 'p2' },
        { _id: 'p2', region: 'south' },
      ])
      expect(await found({ by: in_('ref_people', { region: 'north' }) })).toEqual(['o1', 'o2'])
      expect(await found({ by: in_('ref_people', { region: { $ne: 'north' } }) })).toEqual(['o2'])
      expect(await found({ $nor: [{ by: in_('ref_people', {}) }] })).toEqual(['o3', 'o4'])
      const bossOf = in_('ref_people', { boss: in_('ref_people', { region: 'south' }) })
      expect(await found({ $or: [{ by: bossOf }, { _id: 'o4' }] })).toEqual(['o1', 'o2', 'o4'])
      expect(await orders.countDocuments({ by: bossOf })).toBe(2)
      expect(await orders.group({ by: bossOf }, [], { n: { $sum: 1 } })).toMatchObject([{ n: 2 }])
      await db.withTransaction(async (session) => {
        await people.insertOne({ _id: 'p9', region: 'north' }, { session })
        expect(await found({ by: in_('ref_people', { region: 'north' }) }, session)).toEqual(['o1', 'o2', 'o4'])
      })
    })

    it('finds words and beginnings of words, the same with an index as without, and after every change', async () => {
      const texts = db.collection<Thing>('texts')
      await texts.insertMany([
        { _id: '1', a: 'The quick brown fox', b: 'Zürich 8001' },
        { _id: '2', a: 'quickly, browned', b: null },
        { _id: '3', a: 'a(b) e-mail: ada@example.org', b: 'QUICK' },
        { _id: '4', a: 17 },
      ])
      const find = async (text: string, paths = ['a', 'b']): Promise<string> =>
        (await texts.find({ $words: { text, paths } }, { sort: { _id: 1 } })).map(({ _id }) => _id).join('')
      const answers = async (): Promise<string[]> =>
        Promise.all([
          ...['quick', 'QUICK bro', 'uick', 'zür', 'ZÜR', 'zur', 'ada example', 'b', '800', '17', '"quick" *'].map(
            (text) => find(text),
          ),
          find('quick', ['a']),
          find('quick', ['b']),
          find('quick zür', ['a']),
          find('-'),
          texts.countDocuments({ $and: [{ $words: { text: 'quick', paths: ['a'] } }, { b: null }] }).then(String),
          texts.countDocuments({ $nor: [{ $words: { text: 'quick', paths: ['a', 'b'] } }] }).then(String),
        ])
      const wanted = ['123', '12', '', '1', '1', '', '3', '123', '1', '', '123', '12', '3', '', '', '1', '1']
      expect(await answers()).toEqual(wanted)
      await texts.indexWords(['b', 'a'])
      expect(await answers()).toEqual(wanted)
      await texts.replaceOne({ _id: '2' }, { _id: '2', a: 'slow', b: 'snail' })
      await texts.deleteOne({ _id: '3' })
      await texts.insertOne({ _id: '5', a: 'sloth', b: '' })
      await texts.updateOne({ _id: '4' }, { $set: { a: 'slowly' } })
      expect([await find('quick'), await find('slo'), await find('snail'), await find('ada')]).toEqual([
        '1',
        '245',
        '2',
        '',
      ])
      // Over other paths: another index, and no trace of the first.
      await texts.indexWords(['a'])
      expect([await find('slo'), await find('snail'), await find('slow', ['a'])]).toEqual(['245', '2', '24'])
      // Also many alternatives; and so many documents at once that they are put into the index by the next searches.
      const ids = Array.from({ length: 1_500 }, (_, i) => `n${i}`)
      await texts.insertMany(ids.map((_id) => ({ _id, a: 'zircon one' })))
      expect(await texts.countDocuments({ $words: { text: 'zirc', paths: ['a'] } })).toBe(1_500)
      await texts.updateMany({ _id: { $in: ids.slice(0, 1_200) } }, { $set: { a: 'zircon two' } })
      await texts.deleteMany({ _id: { $in: ids.slice(300) } })
      for (const [text, count] of [
        ['one', 0],
        ['two', 300],
        ['zirc', 300],
        ['zircon two', 300],
      ] as const)
        expect(await texts.countDocuments({ $words: { text, paths: ['a'] } })).toBe(count)
      await db.withTransaction(async (session) => {
        await texts.insertOne({ _id: '6', a: 'slower' }, { session })
        expect(await texts.countDocuments({ $words: { text: 'slow', paths: ['a'] } }, { session })).toBe(3)
      })
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

    it('keeps keys and numbers that a store has its own ideas of, and nothing where nothing was given', async () => {
      const odd = db.collection<Thing>('odd')
      const json = {
        $ref: 'a',
        $id: 1,
        'a.b': 1,
        '%2E': 2,
        '': 3,
        'x\0y': 4,
        $set: { _bsontype: 'no' },
        big: 2 ** 53,
        z: 'x\0y',
      }
      await odd.insertOne({
        _id: 'keys',
        json,
        list: [undefined as unknown as Value, 1],
        none: undefined as unknown as Value,
      })
      await odd.updateOne({ _id: 'keys' }, { $set: { 'c.json': json }, $push: { list: { $each: [1] } } })
      const found = await odd.findOne({ _id: 'keys', json: { $eq: json } })
      expect(found).toEqual({ _id: 'keys', json, list: [null, 1, { $each: [1] }], c: { json } })
      expect(Object.keys(found ?? {})).not.toContain('none')
      await odd.insertOne({ _id: 'numbers', zero: -0, nan: NaN, far: -Infinity })
      expect(await odd.findOne({ _id: 'numbers' })).toEqual({ _id: 'numbers', zero: 0, nan: null, far: null })
      expect(await odd.findOne({ _id: 'keys' }, { projection: { _id: 1 } })).toEqual({ _id: 'keys' })
    })

    it('refuses updates that do not fit the document, and changes of its _id', async () => {
      const fits = db.collection<Thing>('fits')
      const document = { _id: '1', none: null, text: 'x', list: [1, { a: 1, b: 2 }], at: new Date(0) }
      await fits.insertOne(document)
      const updates: Update[] = [
        { $inc: { none: 1 } },
        { $inc: { text: 1 } },
        { $push: { none: 1 } },
        { $pull: { text: 'x' } },
        { $set: { 'text.x': 1 } },
        { $set: { 'at.x': 1 } },
        { $set: { _id: '2' } },
      ]
      for (const update of updates)
        await expect(fits.updateOne({ _id: '1' }, update), JSON.stringify(update)).rejects.toThrow(RangeError)
      await expect(fits.replaceOne({ _id: '1' }, { _id: '2' })).rejects.toThrow(RangeError)
      await fits.updateOne({ _id: '1' }, { $pull: { list: { a: 1 } } })
      expect(await fits.find({})).toEqual([document])
      await fits.updateOne({ _id: '1' }, { $pull: { list: { a: 1, b: 2 } } })
      expect(await fits.findOne({ _id: '1' })).toMatchObject({ list: [1] })
    })

    it('an upsert takes what the filter says, has a text as _id, and several at once make one document', async () => {
      const made = db.collection<Thing>(`made_${newId()}`)
      const { upsertedId } = await made.updateOne({ $and: [{ a: 1 }, { b: { $gt: 5 } }] }, {}, { upsert: true })
      expect(upsertedId).toMatch(/^[0-9A-Za-z]{16}$/)
      expect(await made.find({})).toEqual([{ _id: upsertedId, a: 1 }])
      await made.createIndex({ key: 1 }, { unique: true, sparse: true })
      const add = () => made.findOneAndUpdate({ key: 'k' }, { $inc: { n: 1 } }, { upsert: true })
      await Promise.all(Array.from({ length: 10 }, add))
      expect(await made.findOne({ key: 'k' })).toMatchObject({ n: 10 })
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
      await people.createIndex({ first: 1, last: -1 }, { unique: true, sparse: true })
      await people.insertOne({ _id: '5', email: 'e', first: 'x', last: null })
      await people.insertOne({ _id: '6', email: 'f', first: 'x', last: null })
      await people.updateOne({ _id: '5' }, { $set: { last: 'y' } })
      await expect(people.updateOne({ _id: '6' }, { $set: { last: 'y' } })).rejects.toMatchObject({
        paths: ['first', 'last'],
      })
      await people.deleteMany({ email: { $in: ['a', 'b', 'e'] } })
      await people.insertOne({ _id: '7' })
      await expect(people.insertOne({ _id: '8' })).rejects.toMatchObject({ paths: ['email'] })
    })

    it('removes what has expired', { timeout: 90_000 }, async () => {
      const passing = db.collection<Thing>('passing')
      await passing.createIndex({ at: 1 }, { expireAfterSeconds: 86_400 })
      await passing.createIndex({ at: 1 }, { expireAfterSeconds: 3_600 })
      const ago = (minutes: number): Date => new Date(Date.now() - minutes * 60_000)
      await passing.insertMany([
        { _id: 'old', at: ago(61) },
        { _id: 'new', at: ago(59) },
        { _id: 'text', at: '1970-01-01' },
        { _id: 'none' },
      ])
      await expect.poll(() => passing.countDocuments({}), { timeout: 80_000 }).toBe(3)
      expect(await passing.findOne({ _id: 'old' })).toBeNull()
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

    it('answers the same pages with an index for the order as without, whatever the values, many or few of them', async () => {
      const [ordered, plain] = [db.collection<Thing>('ordered'), db.collection<Thing>('plain')]
      await ordered.createIndex({ 'f.x': 1 }, { sorted: true })
      const values = [null, 'b', 'a', 3, -1.5, true, false, ['z'], { y: 1 }]
      const all = Array.from({ length: 2_600 }, (_, i) => ({
        _id: `d${(i * 7919) % 2_600}`,
        n: i % 13,
        f: i % 9 === 8 ? {} : { x: values[(i * 31) % values.length] ?? null },
      }))
      for (const collection of [ordered, plain]) await collection.insertMany(structuredClone(all))
      const filters = [
        {},
        { n: 4 },
        { n: 99 },
        { _id: 'd77' },
        { 'f.x': { $gt: 'a' } },
        { n: { $in: [1, 2] }, 'f.x': null },
      ]
      for (const filter of filters)
        for (const direction of [1, -1] as const)
          for (const page of [{ limit: 20 }, { limit: 20, skip: 30 }, { limit: 1_500 }, {}]) {
            const sort = { 'f.x': direction, _id: direction }
            const ids = async (collection: typeof plain): Promise<string[]> =>
              (await collection.find(filter, { sort, ...page })).map(({ _id }) => _id)
            expect(await ids(ordered)).toEqual(await ids(plain))
          }
      expect(await ordered.listIndexes()).toMatchObject([{ paths: { 'f.x': 1 }, sorted: true }])
      await ordered.dropIndex((await ordered.listIndexes())[0]?.name ?? '')
      expect((await ordered.find({ n: 4 }, { sort: { 'f.x': 1 }, limit: 3 })).length).toBe(3)
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

    it('runs transactions of one name one after the other, though they write different documents', async () => {
      const firsts = db.collection<Thing>('firsts')
      const join = (_: unknown, i: number): Promise<void> =>
        db.withTransaction(
          async (session) => {
            const first = (await firsts.countDocuments({}, { session })) === 0
            await firsts.insertOne({ _id: String(i), first }, { session })
          },
          { serial: 'firsts' },
        )
      await Promise.all(Array.from({ length: 8 }, join))
      expect(await firsts.countDocuments({ first: true })).toBe(1)
      expect(await firsts.countDocuments({})).toBe(8)
    })

    it('an error inside ends the transaction, even if somebody catches it; afterwards it takes nothing more', async () => {
      const rows = db.collection<Thing>('rows')
      await rows.insertOne({ _id: 'here' })
      let leaked: Session | null = null
      const work = async (session: Session): Promise<void> => {
        leaked = session
        await rows.insertOne({ _id: 'gone' }, { session })
        await rows.insertOne({ _id: 'here' }, { session }).catch(() => undefined)
        await rows.insertOne({ _id: 'too late' }, { session }).catch(() => undefined)
      }
      await expect(db.withTransaction(work)).rejects.toThrow(DuplicateKey)
      expect(await rows.countDocuments({ _id: { $in: ['gone', 'too late'] } })).toBe(0)
      await expect(rows.insertOne({ _id: 'leaked' }, { session: leaked as unknown as Session })).rejects.toThrow()
      expect(await rows.findOne({ _id: 'leaked' })).toBeNull()
    })

    it('takes calls at once inside a transaction, in collections that are new', async () => {
      const fresh = db.collection<Thing>('fresh')
      await db.withTransaction(async (session) => {
        await Promise.all(['1', '2', '3'].map((id) => fresh.insertOne({ _id: id }, { session })))
        expect(await fresh.countDocuments({}, { session })).toBe(3)
      })
      expect(await fresh.countDocuments({})).toBe(3)
    })

    it('groups and adds up numbers as large as JavaScript has them', async () => {
      const large = db.collection<Thing>('large')
      const most = Number.MAX_SAFE_INTEGER
      const values = [most, most, 1e17, -1.7e308, 1.7e308]
      await large.insertMany(values.map((n, i) => ({ _id: String(i), n })))
      const groups = await large.group({ n: { $gt: 0, $lt: 1e300 } }, ['n'], {
        total: { $sum: 'n' },
        count: { $sum: 1 },
      })
      expect(groups).toEqual([
        { _id: { n: most }, total: 2 * most, count: 2 },
        { _id: { n: 1e17 }, total: 1e17, count: 1 },
      ])
      const [all] = await large.group({ n: { $gte: 0, $lt: 1e300 } }, [], { total: { $sum: 'n' }, mean: { $avg: 'n' } })
      expect(all).toMatchObject({ total: 2 * most + 1e17, mean: (2 * most + 1e17) / 3 })
    })

    it('groups', async () => {
      const sales = db.collection<Thing>('sales')
      await sales.insertMany([1, 2, 3, 4].map((n) => ({ _id: String(n), kind: n % 2 ? 'odd' : 'even', n })))
      const groups = await sales.group({}, ['kind'], { count: { $sum: 1 }, total: { $sum: 'n' }, most: { $max: 'n' } })
      expect(groups).toEqual([
        { _id: { kind: 'even' }, count: 2, total: 6, most: 4 },
        { _id: { kind: 'odd' }, count: 2, total: 4, most: 3 },
      ])
      const nothing = {
        count: { $sum: 1 },
        total: { $sum: 'n' },
        most: { $max: 'n' },
        mean: { $avg: 'n' },
        kinds: { $countDistinct: 'n' },
      } as const
      expect(await sales.group({ kind: 'none' }, [], nothing)).toEqual([
        { _id: {}, count: 0, total: 0, most: null, mean: null, kinds: 0 },
      ])
      expect(await sales.group({ kind: 'none' }, ['kind'], nothing)).toEqual([])
      const found = await things.group({}, ['at'], {
        latest: { $max: 'at' },
        flags: { $countDistinct: 'flag' },
        flag: { $min: 'flag' },
      })
      expect(found).toEqual([
        { _id: { at: null }, latest: null, flags: 1, flag: true },
        { _id: { at: new Date(1_000) }, latest: new Date(1_000), flags: 0, flag: null },
        { _id: { at: new Date(2_000) }, latest: new Date(2_000), flags: 1, flag: false },
      ])
      await sales.insertOne({ _id: '5', kind: 'odd', n: 5 })
      expect(await sales.group({}, ['kind'], { count: { $sum: 1 } }, { atLeast: 3 })).toEqual([
        { _id: { kind: 'odd' }, count: 3 },
      ])
    })
  })
}
