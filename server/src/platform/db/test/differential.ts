import fc from 'fast-check'
import { Query } from 'mingo'
import { expect, it } from 'vitest'

import type { Collection, Db, Document, Value } from '../port.ts'
import * as any from './arbitraries.ts'

interface Thing extends Document {
  [key: string]: Value
}

const documents = fc
  .array(any.body, { maxLength: 8 })
  .map((bodies) => bodies.map((body, i): Thing => ({ _id: String(i), ...body })))

/** Random documents and filters against an independent evaluator. A failure prints seed and counterexample. */
export function itFindsWhatAnIndependentEvaluatorFinds(open: () => Db, numRuns: number): void {
  it('finds exactly what an independent evaluator finds, for random documents and filters', async () => {
    const things = open().collection<Thing>('evaluated')
    const property = fc.asyncProperty(
      documents,
      fc.array(any.filter, { minLength: 1, maxLength: 4 }),
      async (given, filters) => {
        await refill(things, given)
        for (const filter of filters) {
          const fits = (one: Thing): boolean =>
            new Query(any.toPlainMongo(filter, one) as ConstructorParameters<typeof Query>[0]).test(one)
          const expected = given.filter(fits).map(({ _id }) => _id)
          const found = await things.find(filter, { sort: { _id: 1 } })
          expect(
            found.map(({ _id }) => _id),
            JSON.stringify(filter),
          ).toEqual(expected)
        }
      },
    )
    await fc.assert(property, { numRuns })
  })
}

/** Two stores that are given the same must hold and answer the same. */
export function itBehavesLike(open: () => Db, openOther: () => Db, numRuns: number): void {
  const both = (): [Collection<Thing>, Collection<Thing>] => [
    open().collection('compared'),
    openOther().collection('compared'),
  ]
  const same = async (ask: (things: Collection<Thing>) => Promise<unknown>): Promise<void> => {
    const [one, other] = await Promise.all(both().map((things) => ask(things).catch(nameOf)))
    expect(one).toEqual(other)
  }

  it('answers lists, pages, parts and groups like the other store', async () => {
    const query = fc.record({
      filter: any.filter,
      sort: any.sort,
      skip: fc.nat({ max: 3 }),
      limit: fc.nat({ max: 5 }),
      projection: fc.option(any.projection, { nil: undefined }),
      grouping: any.grouping,
    })
    const property = fc.asyncProperty(
      documents,
      fc.array(query, { minLength: 1, maxLength: 3 }),
      async (given, asked) => {
        for (const things of both()) await refill(things, given)
        for (const { filter, grouping, projection, ...page } of asked) {
          await same((things) => things.find(filter, projection ? { ...page, projection } : page))
          await same((things) => things.countDocuments(filter, { limit: page.limit }))
          await same((things) => things.group(filter, grouping.by, grouping.of))
        }
      },
    )
    await fc.assert(property, { numRuns })
  })

  it('changes documents like the other store', async () => {
    const step = fc.record({
      kind: fc.constantFrom('updateOne', 'updateMany', 'findOneAndUpdate', 'replaceOne', 'deleteOne', 'deleteMany'),
      // One document at most, so that the order in which a store finds them says nothing.
      id: fc.nat({ max: 8 }).map(String),
      also: any.filter,
      update: any.update,
      body: any.body,
      upsert: fc.boolean(),
    })
    const property = fc.asyncProperty(
      documents,
      fc.array(step, { minLength: 1, maxLength: 6 }),
      async (given, steps) => {
        for (const things of both()) await refill(things, given)
        for (const { kind, id, also, update, body, upsert } of steps) {
          const filter = upsert ? { _id: id } : { $and: [{ _id: id }, also] }
          await same(async (things) => {
            if (kind === 'replaceOne') return things.replaceOne(filter, { _id: id, ...body })
            if (kind === 'deleteOne' || kind === 'deleteMany') return things[kind](filter)
            if (kind === 'updateMany') return things.updateMany(filter, update)
            return things[kind](filter, update, { upsert })
          })
          await same((things) => things.find({}, { sort: { _id: 1 } }))
        }
      },
    )
    await fc.assert(property, { numRuns })
  })
}

async function refill(things: Collection<Thing>, documents: Thing[]): Promise<void> {
  await things.deleteMany({})
  await things.insertMany(documents)
}

/** Stores explain themselves in words of their own; the kind of error must be the same. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error)
}
