import { expect, it } from 'vitest'

import { fromText, toText } from './parameterText.ts'

it.each([
  ['text', ' a, b ', ' a, b '],
  ['number', '4.50', 4.5],
  ['number', 'many', 'many'],
  ['boolean', 'false', false],
  ['boolean', 'no', 'no'],
  ['date', '2026-11-21', '2026-11-21'],
  ['list', 'a, b', ['a', 'b']],
] as const)('a %s that is typed as “%s”', (type, text, value) => {
  expect(fromText(type, text)).toEqual(value)
  expect(fromText(type, toText(fromText(type, text)))).toEqual(value)
})

it('nothing reads as nothing', () => {
  expect([toText(undefined), toText(null)]).toEqual(['', ''])
})
