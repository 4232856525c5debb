import { beforeAll, expect, it } from 'vitest'

import type { Collection, Db, Document, FindOptions } from './port.ts'
import { sampleShape, show } from './test/sampleShape.ts'

interface Thing extends Document {
  n: number
  text: string
}

/** Documents as text: what `find` finds, as the shape shows it. */
export function itShowsDocuments(db: () => Db): void {
  const all = Array.from({ length: 30 }, (_, i): Thing => ({
    _id: String(i).padStart(2, '0'),
    n: i % 7,
    text: `“${i}`,
  }))
  let things: Collection<Thing>
  const shape = sampleShape('_id', 'text')

  beforeAll(async () => {
    things = db().collection('shown')
    await things.insertMany(all)
    await things.createIndex({ n: 1 }, { sorted: true })
  })

  const pages: [string, FindOptions][] = [
    ['all', {}],
    ['by an order', { sort: { text: -1 } }],
    ['by an indexed order', { sort: { n: 1 } }],
    ['a page', { sort: { n: -1, _id: -1 }, limit: 7 }],
    ['a later page', { sort: { n: 1, _id: 1 }, limit: 7, skip: 5 }],
    ['what comes after', { sort: { n: 1, _id: 1 }, limit: 12, after: [2, '09'] }],
    ['one', { sort: { _id: 1 }, limit: 1 }],
    ['none', { limit: 0 }],
  ]
  it.each(pages)('shows %s as it finds it', async (_, page) => {
    for (const filter of [{}, { n: { $gte: 2 } }, { _id: { $in: ['03', '09', '21'] } }, { n: 99 }]) {
      const found = await things.find(filter, page)
      const shown = await things.findShown(filter, page, shape)
      expect(shown.rows).toEqual(found.map((one) => JSON.stringify(show(one, { only: ['_id', 'text'] }))))
      expect(shown.tail).toEqual(found.slice(-2))
    }
  })

  it('shows in more ways than it remembers', async () => {
    const shapes = Array.from({ length: 450 }, (_, i) => sampleShape(i % 2 === 0 ? '_id' : 'n'))
    for (const ways of [shapes, shapes.slice(0, 50)]) {
      const shown = await Promise.all(ways.map((way) => things.findShown({ _id: '09' }, {}, way)))
      expect(shown.map(({ rows }) => rows.join())).toEqual(ways.map((_, i) => (i % 2 === 0 ? '["09"]' : '["2"]')))
    }
  })

  it('says what went wrong when nothing can be shown, and goes on', async () => {
    await expect(things.findShown({}, {}, sampleShape('nothing'))).rejects.toThrow('There is nothing to show.')
    const missing = { module: new URL('missing.ts', import.meta.url), plan: null }
    await expect(things.findShown({}, {}, missing)).rejects.toThrow()
    expect((await things.findShown({}, {}, shape)).rows).toHaveLength(all.length)
  })
}
