import { expect, it } from 'vitest'

import type { FieldConstraints, FieldType, FieldView } from '../document/views.ts'
import type { Json } from '../json.ts'
import { fitValue } from './fitValue.ts'

const OPTIONS = ['New', 'Done'].map((label, i) => ({ id: `o${i}`, label, colour: null, index: `a${i}` }))

function field(type: FieldType, constraints: FieldConstraints = {}, options = OPTIONS.slice(0, 0)): FieldView {
  return { id: 'f', modelId: 'm', name: 'f', label: 'F', type, index: 'a', constraints, options, retired: [] }
}

it.each<[FieldType, Json, Json | undefined]>([
  ['text', 'a', 'a'],
  ['text', 7.5, '7.5'],
  ['text', true, 'true'],
  ['text', ['a', 'b'], 'a, b'],
  ['text', { a: 1 }, '{"a":1}'],
  ['number', ' 1’234.50 ', 1234.5],
  ['number', '1.234,50 €', 1234.5],
  ['number', 'CHF 12', 12],
  ['number', '0,125', 0.125],
  ['number', 'twelve', undefined],
  ['number', '', undefined],
  ['integer', '12', 12],
  ['integer', 12.5, undefined],
  ['integer', true, 1],
  ['boolean', 'Ja', true],
  ['boolean', 'no', false],
  ['boolean', 2, undefined],
  ['date', '2026-11-21T08:00:00.000Z', '2026-11-21'],
  ['date', '21.11.2026', '2026-11-21'],
  ['date', '31.02.2026', undefined],
  ['datetime', '2026-11-21', '2026-11-21T00:00:00.000Z'],
  ['datetime', '21.11.2026 8:30', '2026-11-21T08:30:00.000Z'],
  ['datetime', 'soon', undefined],
  ['email', 'a@example.com', 'a@example.com'],
  ['email', 'nobody', undefined],
  ['url', 'https://example.com', 'https://example.com'],
  ['url', 'javascript:alert(1)', undefined],
  ['select', 7, '7'],
  ['select', ['x'], 'x'],
  ['select', ['x', 'y'], undefined],
  ['multiSelect', 'x', ['x']],
  ['relation', 'abc', 'abc'],
  ['relation', 'a b', undefined],
  ['json', 'x', 'x'],
  ['computed', 3, undefined],
  ['text', null, null],
])('as %s, %j is %j', (type, stored, value) => {
  expect(fitValue(field(type), stored)).toEqual(value)
})

it('choices: texts become options, options become texts', () => {
  expect(fitValue(field('select', {}, OPTIONS), 'Done')).toBe('o1')
  expect(fitValue(field('select', {}, OPTIONS), 'Lost')).toBe('Lost')
  expect(fitValue(field('multiSelect', {}, OPTIONS), 'o0')).toEqual(['o0'])
  expect(fitValue(field('text', {}, OPTIONS), 'o1')).toBe('Done')
  expect(fitValue(field('text', {}, OPTIONS), ['o0', 'o1'])).toBe('New, Done')
})

it('references: one and several', () => {
  expect(fitValue(field('relation', { many: true }), 'a')).toEqual(['a'])
  expect(fitValue(field('relation'), ['a'])).toBe('a')
  expect(fitValue(field('relation'), [])).toBeNull()
  expect(fitValue(field('user'), ['a', 'b'])).toBeUndefined()
})
