import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { openProjectDoc, type ProjectDoc } from '../document/projectDoc.ts'
import { seedProject } from '../document/seed.ts'
import { justDone } from './before.ts'
import { judgeChanges, type Refusal } from './judge.ts'

const SEED = seedProject({ projectId: 'p1', name: 'P', template: 'orders' })

function projectDoc(): ProjectDoc {
  const y = new Y.Doc()
  Y.applyUpdate(y, SEED)
  return openProjectDoc(y)
}

type Work = (doc: ProjectDoc) => void

/** What is said before an update is applied, and after the transaction that made it. `earlier` is there already. */
function bothVerdicts(work: Work, earlier: Work = () => undefined): { before: Refusal | null; after: Refusal | null } {
  const doc = projectDoc()
  doc.y.transact(() => earlier(doc))
  const server = projectDoc()
  Y.applyUpdate(server.y, Y.encodeStateAsUpdate(doc.y))
  let after: Refusal | null = null
  let bytes: Uint8Array = new Uint8Array()
  doc.y.on('update', (update: Uint8Array, _origin: unknown, y: Y.Doc, transaction: Y.Transaction) => {
    bytes = update
    after = judgeChanges(y, Y.decodeUpdate(update), update, { before: justDone(transaction) }).refusal
  })
  doc.y.transact(() => work(doc))
  expect(bytes.length).toBeGreaterThan(0)
  return { before: judgeChanges(server.y, Y.decodeUpdate(bytes), bytes).refusal, after }
}

const firstNode = (doc: ProjectDoc): string => [...doc.roots.nodes.keys()][0] ?? ''
const firstRow = (doc: ProjectDoc): Y.Map<unknown> => doc.roots.nodes.get(firstNode(doc)) ?? new Y.Map()

it.each<[string, string, Work]>([
  ['a deleted row', 'row_deleted', (doc) => doc.roots.nodes.delete(firstNode(doc))],
  ['an overwritten row', 'row_overwritten', (doc) => doc.roots.nodes.set(firstNode(doc), new Y.Map())],
  ['a deleted type', 'key_deleted', (doc) => firstRow(doc).delete('type')],
  ['an unknown root', 'layout', (doc) => doc.y.getMap('other').set('a', 1)],
  ['an unknown key', 'layout', (doc) => firstRow(doc).set('nonsense', 1)],
  ['a type where a register belongs', 'content', (doc) => firstRow(doc).set('name', new Y.Text('x'))],
  ['a row that is no row', 'layout', (doc) => doc.y.getMap('nodes').set('newnode', 1)],
])('[G4] the editor’s gate says of %s what the server’s says', (_what, code, work) => {
  const { before, after } = bothVerdicts(work)
  expect(before?.code).toBe(code)
  expect(after).toEqual(before)
})

it.each<[string, Work]>([
  ['a register written anew', (doc) => firstRow(doc).set('name', 'New')],
  ['a new row', (doc) => doc.roots.nodes.set('newnode', new Y.Map<unknown>([['type', 'card']]))],
  [
    'a key removed and written again in one go',
    (doc) => {
      firstRow(doc).delete('type')
      firstRow(doc).set('type', 'card')
    },
  ],
])('[G4] both let pass %s', (_what, work) => {
  expect(bothVerdicts(work)).toEqual({ before: null, after: null })
})

it('[G1] both measure a text as it will be: half a text may be written anew, more than the limit may not', () => {
  const labelled = (doc: ProjectDoc): Y.Text => {
    const text = [...doc.roots.nodes.values()].flatMap((row) => [...row.values()]).find((value) => isPlain(value))
    return text instanceof Y.Text ? text : expect.fail('a plain text')
  }
  const long = 'x'.repeat(700_000)
  const write = (doc: ProjectDoc): void => labelled(doc).insert(0, long)
  expect(bothVerdicts(write)).toEqual({ before: null, after: null })
  const again = (doc: ProjectDoc): void => {
    labelled(doc).delete(0, long.length)
    write(doc)
  }
  expect(bothVerdicts(again, write)).toEqual({ before: null, after: null })
  const twice = bothVerdicts(write, write)
  expect(twice.before?.code).toBe('text_too_large')
  expect(twice.after).toEqual(twice.before)
})

const isPlain = (value: unknown): boolean => value instanceof Y.Text && !(value instanceof Y.XmlText)
