import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { moveNodes } from '@axiom/shared/document/operations/moveNodes'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { textOf } from '@axiom/shared/document/texts'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { fingerprintOf } from './fingerprint.ts'
import { compareWithLedgers } from './ledger.ts'
import type { Operation } from './operation.ts'

const ORIGIN = { kind: 'editor', label: 'Test' } as const

/** A node with a text, below a shelf. */
function documentWith(label: string) {
  const doc = openProjectDoc(new Y.Doc())
  const add = (parentId: string): string =>
    insertNodes(doc, { parentId, nodes: [{ type: 'card', texts: { label } }] }, ORIGIN)[0] ?? ''
  const shelf = add('trash')
  const node = add(shelf)
  textOf(doc, shelf, 'label')?.delete(0, label.length)
  return { doc, shelf, node }
}

type Done = Operation extends infer O ? (O extends Operation ? Omit<O, 'n' | 'at'> : never) : never

function ledgerOf(acknowledged: number, ...done: readonly Done[]) {
  const operations = done.map((one, i): Operation => ({ ...one, n: i + 1, at: 0 }))
  return [{ editor: 'e1', projectId: 'p', operations, acknowledged }]
}

it('finds acknowledged texts and deletions that are not there, and what is there twice', () => {
  const { doc } = documentWith('[e1.1][e1.3][e1.3]')
  const ledgers = ledgerOf(
    4,
    { kind: 'write', tag: '[e1.1]' },
    { kind: 'write', tag: '[e1.2]' },
    { kind: 'write', tag: '[e1.3]' },
    { kind: 'erase', tag: '[e1.1]' },
    { kind: 'write', tag: '[e1.5]' },
  )
  expect(compareWithLedgers(doc, ledgers)).toEqual({
    lost: ['e1.2 write', 'e1.4 erase'],
    duplicated: ['[e1.3] 2 times'],
  })
})

it('what is not acknowledged may have happened or not', () => {
  const { doc } = documentWith('[e1.1]')
  for (const tag of ['[e1.1]', '[e1.9]']) {
    const ledgers = ledgerOf(1, { kind: 'write', tag }, { kind: 'erase', tag })
    expect(compareWithLedgers(doc, ledgers)).toEqual({ lost: [], duplicated: [] })
  }
})

it('finds a node, a value and a place that are older than what was acknowledged', () => {
  const { doc, shelf, node } = documentWith('')
  const done = [
    { kind: 'insert', node },
    { kind: 'set', node },
    { kind: 'place', node, parent: shelf },
    { kind: 'insert', node: 'nowhere' },
    { kind: 'set', node },
    { kind: 'place', node, parent: 'trash' },
  ] as const
  setProps(doc, { ids: [node], props: { seq: 2 } }, ORIGIN)
  expect(compareWithLedgers(doc, ledgerOf(3, ...done)).lost).toEqual([])
  expect(compareWithLedgers(doc, ledgerOf(6, ...done)).lost).toEqual([
    'e1.2 set',
    'e1.3 place',
    'e1.4 insert',
    'e1.5 set',
    'e1.6 place',
  ])
})

it('documents are the same when they hold and read the same, whatever the order they heard it in', () => {
  const { doc, shelf, node } = documentWith('[e1.1]')
  const copy = new Y.Doc()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc.y))
  expect(fingerprintOf(copy)).toBe(fingerprintOf(doc.y))
  const other = openProjectDoc(copy)
  textOf(other, node, 'label')?.delete(0, 1)
  expect(fingerprintOf(copy)).not.toBe(fingerprintOf(doc.y))
  moveNodes(doc, { ids: [node], parentId: shelf }, ORIGIN)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc.y))
  Y.applyUpdate(doc.y, Y.encodeStateAsUpdate(copy))
  expect(fingerprintOf(copy)).toBe(fingerprintOf(doc.y))
})
