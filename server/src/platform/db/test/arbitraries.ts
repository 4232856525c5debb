import { isObject } from '@axiom/shared/json'
import fc from 'fast-check'

import type { Accumulators, Comparison, Filter, Sort, Update, Value } from '../port.ts'

/** Few different values, so that they meet. */
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, 2 ** 40),
  fc.constantFrom('a', 'B', '1', '', 'a.b', '$a', 'Äb', 'a(b'),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom(new Date(0), new Date(1_000)),
)
const PATHS = ['a', 'b', 'c.d'] as const
const path = fc.constantFrom(...PATHS)
const key = fc.constantFrom('d', 'e', '$where', 'x.y', '%25', '__proto__x', '')

/** Bodies of documents: `a` is anything or a list, `b` one value, `c` an object, `n` a number or what is none. */
export const body = fc.record(
  {
    a: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
    b: scalar,
    c: fc.dictionary(key, scalar, { maxKeys: 3, noNullPrototype: true }),
    n: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(0.5, 'a', null)),
  },
  { requiredKeys: [] },
)

const ordered = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('a', 'b'),
  fc.boolean(),
  fc.constant(new Date(500)),
)
const text = fc.constantFrom('', 'a', 'A', 'ä', '(', '.', '$')
const condition: fc.Arbitrary<{ [operator: string]: Value }> = fc.oneof(
  scalar.map((value) => ({ $eq: value })),
  scalar.map((value) => ({ $ne: value })),
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $in: values })),
  fc.array(scalar, { maxLength: 3 }).map((values) => ({ $nin: values })),
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte'), ordered).map(([operator, value]) => ({ [operator]: value })),
  fc.boolean().map((value) => ({ $exists: value })),
  fc
    .tuple(fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte'), fc.constantFrom(...PATHS))
    .map(([operator, other]) => ({ $compare: { operator, with: other } })),
  fc.tuple(fc.constantFrom('$contains', '$startsWith'), text).map(([operator, value]) => ({ [operator]: value })),
)
const test = fc.tuple(path, fc.oneof(condition, scalar)).map(([at, what]): Filter => ({ [at]: what }))
const several = (name: '$and' | '$or' | '$nor'): fc.Arbitrary<Filter> =>
  fc.array(test, { minLength: 1, maxLength: 3 }).map((tests) => ({ [name]: tests }))

export const filter: fc.Arbitrary<Filter> = fc.oneof(test, several('$and'), several('$or'), several('$nor'))

const direction = fc.constantFrom<1 | -1>(1, -1)
/** Only by paths that hold one value: lists have no order in the port. */
export const sort: fc.Arbitrary<Sort> = fc.oneof(
  direction.map((b): Sort => ({ b })),
  fc.tuple(direction, direction).map(([b, d]): Sort => ({ b, 'c.d': d })),
)

export const projection: fc.Arbitrary<{ [path: string]: 0 | 1 }> = fc.oneof(
  fc.subarray(['_id', ...PATHS]).map((paths) => Object.fromEntries(paths.map((one) => [one, 1] as const))),
  fc.subarray(['_id', ...PATHS]).map((paths) => Object.fromEntries(paths.map((one) => [one, 0] as const))),
)

export const update: fc.Arbitrary<Update> = fc.oneof(
  fc.tuple(path, scalar).map(([at, value]) => ({ $set: { [at]: value } })),
  fc.tuple(path, body).map(([at, value]) => ({ $set: { [at]: value } })),
  path.map((at) => ({ $unset: { [at]: true as const } })),
  // Neither at a boolean, DocumentDB counts with it and MongoDB refuses, nor by 0, which it counts as a change.
  fc.constantFrom(-2, -1, 0.5, 1).map((n) => ({ $inc: { n } })),
  fc.tuple(path, scalar).map(([at, value]) => ({ $push: { [at]: value } })),
  // Not below an object that may be missing: DocumentDB would make it.
  fc.tuple(fc.constantFrom('a', 'b'), scalar).map(([at, value]) => ({ $pull: { [at]: value } })),
  fc.tuple(scalar, scalar).map(([b, d]) => ({ $set: { b }, $setOnInsert: { z: d } })),
  fc.constant<Update>({ $set: { b: undefined } }),
)

/** Groups by a path that holds one value, and what is asked of each group. */
export const grouping: fc.Arbitrary<{ by: string[]; of: Accumulators }> = fc.record({
  by: fc.subarray(['b', 'c.d']),
  of: fc.constantFrom<Accumulators>(
    { count: { $sum: 1 }, total: { $sum: 'b' } },
    { mean: { $avg: 'c.d' }, different: { $countDistinct: 'b' } },
    { least: { $min: 'b' }, most: { $max: 'c.d' } },
  ),
})

/** The filter as it is for one document, for an evaluator that does not know the port's own operators. */
export function toPlainMongo(value: unknown, document: object): unknown {
  if (Array.isArray(value)) return value.map((item) => toPlainMongo(item, document))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const literal = typeof inner === 'string' ? inner.replaceAll(/[^\p{L}]/gu, String.raw`\$&`) : ''
      if (name === '$contains') return ['$regex', new RegExp(literal, 'iu')]
      if (name === '$startsWith') return ['$regex', new RegExp(`^${literal}`, 'iu')]
      if (name === '$compare') return plainComparison(inner as Comparison, document)
      return [name, toPlainMongo(inner, document)]
    }),
  )
}

function plainComparison({ operator, with: path }: Comparison, document: object): [string, unknown] {
  const operand = path.split('.').reduce((at: unknown, key) => (isObject(at) ? at[key] : undefined), document)
  const isSingle = operand instanceof Date || ['string', 'number', 'boolean'].includes(typeof operand)
  return isSingle ? [operator, operand] : ['$in', []]
}
