import { describe, expect, it } from 'vitest'

import type { QueryParameter } from '../contracts/dataSources.ts'
import type { Json } from '../json.ts'
import { readParameters } from './parameters.ts'
import { bindSql, looksLikeReading, quotedPlaceholders } from './sqlRequest.ts'

const read = (type: QueryParameter['type'], a: Json, more: Partial<QueryParameter> = {}) =>
  readParameters([{ name: 'a', type, required: false, ...more }], { a })

describe('parameters of a query', () => {
  it('are of their type, also where an address wrote them as text', () => {
    expect(read('text', 'b')).toEqual({ ok: true, values: { a: 'b' } })
    expect(read('number', '12.5')).toEqual({ ok: true, values: { a: 12.5 } })
    expect(read('boolean', 'true')).toEqual({ ok: true, values: { a: true } })
    expect(read('date', '2026-11-21')).toEqual({ ok: true, values: { a: '2026-11-21' } })
    expect(read('list', [1, 'b'])).toEqual({ ok: true, values: { a: [1, 'b'] } })
  })

  it.each([
    ['text', { $ne: '' }],
    ['text', ['b']],
    ['number', 'one'],
    ['number', '0x'],
    ['boolean', 'yes'],
    ['date', 'tomorrow'],
    ['date', '2026-99-99'],
    ['list', [{ $ne: 1 }]],
    ['list', 'b'],
  ] as const)('refuse as %s: %j', (type, value) => {
    expect(read(type, value as Json)).toMatchObject({ ok: false, errors: [{ path: 'a', code: 'type' }] })
  })

  it('have defaults, may be required, and are no others', () => {
    expect(read('number', null, { default: 3 })).toEqual({ ok: true, values: { a: 3 } })
    expect(read('text', '')).toEqual({ ok: true, values: { a: null } })
    expect(read('text', null, { required: true })).toMatchObject({ ok: false, errors: [{ code: 'required' }] })
    expect(readParameters([], { a: 1 })).toMatchObject({ ok: false, errors: [{ path: 'a', code: 'unknown' }] })
  })
})

describe('SQL', () => {
  it('gets its values as parameters', () => {
    const sql = 'select * from t where a = {{a}} and b in ({{ b }}) or a = {{a}}'
    const write = (position: number): string => `$${position}`
    expect(bindSql(sql, { a: '{{b}}', b: [1, 2] }, write)).toEqual({
      text: 'select * from t where a = $1 and b in ($2, $3) or a = $4',
      values: ['{{b}}', 1, 2, '{{b}}'],
    })
    expect(bindSql('in ({{b}})', { b: [] }, write)).toEqual({ text: 'in ($1)', values: [null] })
  })

  it('says where a placeholder stands in quotes or a comment', () => {
    const sql = `select '{{a}}', "{{b}}", {{c}}, 'it''s {{d}}' -- {{e}}\n /* {{f}} */ where x = {{g}}`
    expect(quotedPlaceholders(sql).map(({ name }) => name)).toEqual(['a', 'b', 'd', 'e', 'f'])
  })

  it('reads when it begins so', () => {
    for (const sql of ['select 1', ' -- why\n /* a */ WITH a as (select 1) select * from a', 'values (1)'])
      expect(looksLikeReading(sql)).toBe(true)
    for (const sql of ['', 'delete from a', '/* select */ drop table a', 'selection', 'commit'])
      expect(looksLikeReading(sql)).toBe(false)
  })
})
