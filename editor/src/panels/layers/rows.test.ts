import type { NodeView } from '@axiom/shared/document/views'
import { expect, it } from 'vitest'

import { expandable, visibleRows } from './rows.ts'

const CHILDREN: Record<string, string[]> = { screen: ['a', 'b'], a: ['a1', 'a2'], a1: ['deep'] }
const tree = {
  getChildren: (id: string) => CHILDREN[id] ?? [],
  getNode: (id: string) => ({ id, name: id === 'deep' ? 'Price' : id, trashed: false }) as NodeView,
}
const shown = (collapsed: string[], query = ''): string =>
  visibleRows(tree, 'screen', new Set(collapsed), query)
    .map(({ id, depth }) => `${depth}${id}`)
    .join(' ')

it('lists what is not below a collapsed node', () => {
  expect(shown([])).toBe('0a 1a1 2deep 1a2 0b')
  expect(shown(['a1'])).toBe('0a 1a1 1a2 0b')
  expect(shown(['a'])).toBe('0a 0b')
})

it('finds by name and keeps the way down to it, also below collapsed nodes', () => {
  expect(shown(['a'], 'pric')).toBe('0a 1a1 2deep')
  expect(shown([], 'nothing like it')).toBe('')
})

it('knows what can be collapsed', () => {
  expect(expandable(tree, 'screen')).toEqual(['a', 'a1'])
})
