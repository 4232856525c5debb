import { describe, expect, it } from 'vitest'

import { pageOf, queryColumns, rowsOf } from './queryRows.ts'

const answer = (data: never | object, columns: string[] | null = null) => ({ data: data as never, columns })

describe('rows of a query', () => {
  it('are a list of objects, a list of values, or the first list in an object', () => {
    expect(rowsOf(answer([{ id: 7, sku: 'A1' }, { sku: 'B2' }]))).toEqual([
      { id: 7, sku: 'A1' },
      { id: '1', sku: 'B2' },
    ])
    expect(rowsOf(answer(['a', 'b']))).toEqual([
      { id: '0', value: 'a' },
      { id: '1', value: 'b' },
    ])
    expect(rowsOf(answer({ total: 2, items: [{ sku: 'A1' }] }))).toEqual([{ id: '0', sku: 'A1' }])
    expect(rowsOf({ data: null, columns: null })).toEqual([])
    expect(rowsOf({ data: 'text', columns: null })).toEqual([])
  })

  it('have the columns of the source, else their keys, with what they hold', () => {
    const given = answer([
      { sku: 'A1', stock: null },
      { sku: 'B2', stock: 3, tags: ['x'] },
    ])
    const columns = queryColumns(given, rowsOf(given))
    expect(columns.map(({ label, field }) => [label, field.type])).toEqual([
      ['sku', 'text'],
      ['stock', 'number'],
      ['tags', 'text'],
    ])
    expect(queryColumns({ ...given, columns: ['stock'] }, rowsOf(given)).map(({ label }) => label)).toEqual(['stock'])
    const withId = answer([{ id: 1 }])
    expect(queryColumns(withId, rowsOf(withId)).map(({ label }) => label)).toEqual(['id'])
  })

  it('are searched, ordered by number or word, and cut into pages', () => {
    const rows = rowsOf(
      answer([
        { n: 10, w: 'b' },
        { n: 9, w: 'a' },
        { n: 2, w: 'C' },
      ]),
    )
    const page = (more: object) => pageOf(rows, { search: '', order: '', page: 0, limit: 10, ...more })
    expect(page({ order: 'n' }).rows.map(({ n }) => n)).toEqual([2, 9, 10])
    expect(page({ order: '-w' }).rows.map(({ w }) => w)).toEqual(['C', 'b', 'a'])
    expect(page({ search: 'c' }).rows.map(({ w }) => w)).toEqual(['C'])
    expect(page({ limit: 2 })).toMatchObject({ count: 3, nextCursor: '2' })
    expect(page({ limit: 2, page: 1 })).toMatchObject({ rows: [{ n: 2 }], nextCursor: null })
  })
})
