import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import fc from 'fast-check'
import { Query } from 'mingo'
import { expect, it } from 'vitest'

import { describeDb } from '../contract.ts'
import type { Document, Filter, Value } from '../port.ts'
import { openSqliteDb } from './openSqliteDb.ts'

describeDb('SQLite', (folder) => openSqliteDb({ file: join(folder, 'store.db') }))

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('a', 'b', '1', ''),
  fc.boolean(),
  fc.constant(null),
)
const document = fc.record(
  {
    a: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
    b: scalar,
    c: fc.record({ d: scalar }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
const path = fc.constantFrom('a', 'b', 'c.d')
const ordered = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('a', 'b'))
const condition = fc.oneof(
  scalar.map((value) => ({ $eq: value })),
  scalar.map((value) => ({ $ne: value })),
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $nin: values })),
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), ordered).map(([operator, value]) => ({ [operator]: value })),
  fc.boolean().map((value) => ({ $exists: value })),
)
const test = fc.tuple(path, condition).map(([at, what]): Filter => ({ [at]: what as Value }))
const filter = fc.oneof(
  test,
  fc.array(test, { minLength: 1, maxLength: 3 }).map((tests): Filter => ({ $or: tests })),
  fc.array(test, { minLength: 1, maxLength: 3 }).map((tests): Filter => ({ $and: tests })),
  fc.array(test, { minLength: 1, maxLength: 2 }).map((tests): Filter => ({ $nor: tests })),
)

it('finds exactly what an independent evaluator finds, for random documents and filters', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'axiom-db-'))
  const db = await openSqliteDb({ file: join(folder, 'store.db') })
  const collection = db.collection<Document>('random')
  try {
    // A failure prints seed and counterexample.
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 8 }),
        fc.array(filter, { minLength: 1, maxLength: 4 }),
        async (bodies, filters) => {
          const documents = bodies.map((body, i) => ({ _id: String(i), ...body }))
          await collection.deleteMany({})
          if (documents.length > 0) await collection.insertMany(documents)
          for (const one of filters) {
            const query = new Query(one)
            const expected = documents.filter((candidate) => query.test(candidate)).map(({ _id }) => _id)
            const found = (await collection.find(one, { sort: { _id: 1 } })).map(({ _id }) => _id)
            expect(found, JSON.stringify(one)).toEqual(expected)
          }
        },
      ),
      { numRuns: 300 },
    )
  } finally {
    await db.close()
    await rm(folder, { recursive: true, force: true })
  }
})
