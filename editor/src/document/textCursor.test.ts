import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { decodeCursor, encodeCursor } from './textCursor.ts'

function docWith(words: string): ReturnType<typeof openProjectDoc> {
  const doc = openProjectDoc()
  const row = new Y.Map<unknown>()
  doc.roots.nodes.set('a', row)
  row.set('x:label', new Y.Text(words))
  row.set('x:other', new Y.Text('other'))
  return doc
}
const place = { nodeId: 'a', name: 'label' }

it('a selection stays at its characters while others type', () => {
  const doc = docWith('Hello world')
  const cursor = encodeCursor(doc, place, [6, 11])
  if (cursor === null) throw new Error('no cursor')
  ;(doc.roots.nodes.get('a')?.get('x:label') as Y.Text).insert(0, 'Oh! ')
  expect(decodeCursor(doc, place, cursor)).toEqual([10, 15])
})

it('a cursor of another text, and one that is no cursor, are nowhere', () => {
  const doc = docWith('Hello')
  const cursor = encodeCursor(doc, { nodeId: 'a', name: 'other' }, [1, 2])
  if (cursor === null) throw new Error('no cursor')
  expect(decodeCursor(doc, place, cursor)).toBeNull()
  expect(decodeCursor(doc, place, ['nonsense', '!'])).toBeNull()
  expect(encodeCursor(doc, { nodeId: 'a', name: 'missing' }, [0, 0])).toBeNull()
})
