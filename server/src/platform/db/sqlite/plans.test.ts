import { DatabaseSync } from 'node:sqlite'

import { afterAll, beforeAll, expect, it } from 'vitest'

import type { Filter } from '../port.ts'
import { compileFilter } from './compileFilter.ts'
import { indexSql } from './indexes.ts'

let db: DatabaseSync

beforeAll(() => {
  db = new DatabaseSync(':memory:')
  for (const table of ['c_orders', 'c_customers'])
    db.exec(`CREATE TABLE "${table}" (_id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL) STRICT`)
  const statements = [...indexSql('orders', { 'f.customer': 1 }, {}), ...indexSql('customers', { 'f.region': 1 }, {})]
  for (const sql of statements) db.exec(sql)
})
afterAll(() => db.close())

/** How SQLite means to find the orders. */
function planOf(filter: Filter): string {
  const { sql, params } = compileFilter(filter)
  const rows = db.prepare(`EXPLAIN QUERY PLAN SELECT doc FROM c_orders WHERE ${sql}`).all(...params)
  return rows.map((row) => String(row['detail'])).join('\n')
}

it.each<[string, Filter]>([
  ['a value', { 'f.customer': 'c1' }],
  ['one of some values', { 'f.customer': { $in: ['c1', 'c2'] } }],
  ['one of many values', { 'f.customer': { $in: Array.from({ length: 3_000 }, (_, i) => `c${i}`) } }],
  ['an order', { 'f.customer': { $gt: 'c1' } }],
  [
    'what is referred to',
    { 'f.customer': { $refersTo: { collection: 'customers', filter: { 'f.region': 'north' } } } },
  ],
])('an index finds %s, and arrays that contain it', (_what, filter) => {
  const plan = planOf(filter)
  expect(plan).not.toMatch(/^SCAN c_(orders|customers)/m)
  expect(plan).toMatch(/SEARCH c_orders USING INDEX i_orders/)
  if (plan.includes('c_customers')) expect(plan).toMatch(/SEARCH c_customers USING INDEX i_customers/)
})
