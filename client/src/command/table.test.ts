import { expect, it } from 'vitest'

import { headingOf, layOut, tableOf } from './table.ts'

const ROWS = [
  { id: 'a1', name: 'Tea', note: null, tags: ['red'] },
  { id: 'b2', name: 'A very long name', note: 'two\nlines', tags: [] },
]

it('aligns columns, and cuts the widest where the terminal is narrow', () => {
  const columns = layOut(ROWS, ['id', 'name', 'note', 'tags'], Infinity)
  expect(headingOf(columns)).toBe('id  name              note       tags')
  expect(tableOf(ROWS, columns)).toBe('a1  Tea                          ["red"]\nb2  A very long name  two lines  []\n')
  expect(tableOf(ROWS, layOut(ROWS, ['id', 'name'], 12))).toBe('a1  Tea\nb2  A very …\n')
})

it('shows ids whole, and instants without their seconds', () => {
  const rows = [{ id: '0123456789abcdef', at: '2026-11-21T18:01:02.345Z', note: 'something else' }]
  expect(tableOf(rows, layOut(rows, ['id', 'at', 'note'], 30))).toBe('0123456789abcdef  2026-11…  somethi…\n')
  expect(tableOf(rows, layOut(rows, ['at'], Infinity))).toBe('2026-11-21T18:01Z\n')
})

it('nothing in a value can play with the terminal', () => {
  const rows = [{ name: 'a\u001B[2Jb\u009Bc\u0007' }]
  expect(tableOf(rows, layOut(rows, ['name'], Infinity))).toBe('a [2Jb c\n')
})
