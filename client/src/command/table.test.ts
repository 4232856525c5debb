import { expect, it } from 'vitest'

import { tableOf } from './table.ts'

const ROWS = [
  { id: 'a1', name: 'Tea', note: null, tags: ['red'] },
  { id: 'b2', name: 'A very long name', note: 'two\nlines', tags: [] },
]

it('aligns columns, and cuts the widest where the terminal is narrow', () => {
  const heading = (line: string): string => line.toUpperCase()
  expect(tableOf(ROWS, ['id', 'name', 'note', 'tags'], { width: Infinity, heading })).toBe(
    [
      'ID  NAME              NOTE       TAGS',
      'a1  Tea                          ["red"]',
      'b2  A very long name  two lines  []',
      '',
    ].join('\n'),
  )
  expect(tableOf(ROWS, ['id', 'name'], { width: 12, heading: null })).toBe('a1  Tea\nb2  A very …\n')
})

it('nothing in a value can play with the terminal', () => {
  const rows = [{ name: 'a\u001B[2Jb\u009Bc\u0007' }]
  expect(tableOf(rows, ['name'], { width: Infinity, heading: null })).toBe('a [2Jb c\n')
})
