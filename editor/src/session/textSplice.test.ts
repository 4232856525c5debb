import { expect, it } from 'vitest'

import { applySplice, movedCaret, rebase, spliceBetween } from './textSplice.ts'

it('finds the smallest stretch', () => {
  expect(spliceBetween('Hello world', 'Hello new world')).toEqual({ at: 6, removed: 0, inserted: 'new ' })
  expect(spliceBetween('aaa', 'aa')).toEqual({ at: 2, removed: 1, inserted: '' })
  expect(applySplice('abc', spliceBetween('abc', 'axc'))).toBe('axc')
})

it('keeps the caret at its letters while somebody else types', () => {
  expect(movedCaret(5, { at: 0, removed: 0, inserted: 'Oh ' })).toBe(8)
  expect(movedCaret(5, { at: 5, removed: 0, inserted: 'x' })).toBe(5)
  expect(movedCaret(5, { at: 3, removed: 4, inserted: '' })).toBe(3)
})

it('puts a held-back composition onto the text of the others', () => {
  const base = 'one two'
  const own = spliceBetween(base, 'one two three')
  const other = spliceBetween(base, 'zero one two')
  expect(applySplice('zero one two', rebase(own, other))).toBe('zero one two three')
})
