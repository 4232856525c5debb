import type { HistoryChange } from '@axiom/shared/contracts/history'
import { expect, it } from 'vitest'

import { describeEntry, describeWhere } from './describeEntry.ts'

type Entry = Parameters<typeof describeEntry>[0]

const ADA = { id: 'a', name: 'Ada', colour: 1 }

function entry(changes: Pick<HistoryChange, 'root' | 'kind' | 'name'>[], more: Partial<Entry> = {}): Entry {
  const count = (kind: HistoryChange['kind']): number => changes.filter((change) => change.kind === kind).length
  return {
    author: ADA,
    reason: null,
    added: count('added'),
    changed: count('changed'),
    removed: count('removed'),
    changes: changes.map((change, i) => ({ ...change, id: `${i}`, type: '', screenId: null, keys: [] })),
    ...more,
  }
}

const widgets = (kind: HistoryChange['kind'], ...names: string[]) =>
  names.map((name) => ({ root: 'nodes' as const, kind, name }))

it.each<[string, Entry]>([
  ['Ada changed “Title”', entry(widgets('changed', 'Title'))],
  ['Ada changed 3 widgets', entry(widgets('changed', 'A', 'B', 'C'))],
  [
    'Ada added 2 widgets, changed “C” and removed “D”',
    entry([...widgets('added', 'A', 'B'), ...widgets('changed', 'C'), ...widgets('removed', 'D')]),
  ],
  ['Ada changed the theme', entry([{ root: 'theme', kind: 'changed', name: '' }])],
  [
    'Ada changed “Title” and the data',
    entry([
      ...widgets('changed', 'Title'),
      { root: 'fields', kind: 'changed', name: 'Due' },
      { root: 'models', kind: 'changed', name: 'Orders' },
    ]),
  ],
  ['Ada changed 214 things', entry(widgets('changed', 'A'), { changed: 214 })],
  ['Ada restored an earlier state', entry(widgets('changed', 'A'), { reason: 'restore' })],
  [
    'Axiom brought the project to a newer layout',
    entry(widgets('changed', 'A'), { reason: 'migration', author: null }),
  ],
  ['Ada changed the project by request', entry(widgets('changed', 'A'), { reason: 'something new' })],
])('says: %s', (words, given) => expect(describeEntry(given)).toBe(words))

it('says on which screens', () => {
  const screens = ['Start', 'Orders', 'Driver'].map((name) => ({ id: name, name, changes: 1 }))
  expect([0, 1, 2, 3].map((count) => describeWhere({ screens: screens.slice(0, count) }))).toEqual([
    '',
    'Start',
    'Start, Orders',
    'Start and 2 more',
  ])
})
