import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { compareNodes } from './compareNodes.ts'
import { addScreen } from './operations/addScreen.ts'
import { editText } from './operations/editText.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { moveNodes } from './operations/moveNodes.ts'
import { restoreNodes } from './operations/restoreNodes.ts'
import { setFrames } from './operations/setFrames.ts'
import { trashNodes } from './operations/trashNodes.ts'
import { trashScreen } from './operations/trashScreen.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

function copyOf(doc: ProjectDoc): ProjectDoc {
  const copy = openProjectDoc()
  Y.applyUpdate(copy.y, Y.encodeStateAsUpdate(doc.y), 'remote')
  return copy
}

const insert = (doc: ProjectDoc, parentId: string, ...types: string[]): string[] =>
  insertNodes(doc, { parentId, nodes: types.map((type) => ({ type, texts: { label: type } })) }, ORIGIN)

function start() {
  const doc = openProjectDoc()
  const screen = addScreen(doc, { name: 'Home' }, ORIGIN)
  const [card = '', button = ''] = insert(doc, screen, 'card', 'button')
  const [inner = ''] = insert(doc, card, 'button')
  return { doc, screen, card, button, inner, past: copyOf(doc) }
}

it('the same state has no changes, also after a way through the trash', () => {
  const { doc, card, past } = start()
  trashNodes(doc, { ids: [card] }, ORIGIN)
  restoreNodes(doc, { ids: [card] }, ORIGIN)
  expect(compareNodes(doc, past)).toEqual([])
})

it('tells what came, what went with its place, and which keys of the rest read differently, with their words', () => {
  const { doc, screen, card, button, inner, past } = start()
  const [added = ''] = insert(doc, screen, 'card')
  insert(doc, added, 'button')
  editText(doc, { id: button, name: 'label', text: 'Save' }, ORIGIN)
  setFrames(doc, { frames: { [button]: { x: 1, y: 2, w: 30, h: 40 } } }, ORIGIN)
  trashNodes(doc, { ids: [card] }, ORIGIN)
  expect(compareNodes(doc, past)).toMatchObject([
    { id: button, kind: 'changed', screenId: screen, words: { before: 'button', now: 'Save' } },
    { id: added, kind: 'added', parentId: screen, keys: [] },
    { id: card, kind: 'removed', parentId: screen, keys: [] },
  ])
  expect(compareNodes(doc, past)[0]?.keys.toSorted()).toEqual(['frame', 'x:label'])
  expect(compareNodes(past, doc).map(({ id, kind }) => [id, kind])).toEqual([
    [card, 'added'],
    [button, 'changed'],
    [added, 'removed'],
  ])
  expect(inner).not.toBe('')
})

it('what was moved out of a removed container only changed its place', () => {
  const { doc, screen, card, inner, past } = start()
  moveNodes(doc, { ids: [inner], parentId: screen }, ORIGIN)
  trashNodes(doc, { ids: [card] }, ORIGIN)
  expect(compareNodes(doc, past).map(({ id, kind, keys }) => [id, kind, keys])).toEqual([
    [inner, 'changed', ['at']],
    [card, 'removed', []],
  ])
})

it('the nodes of a removed screen are removed', () => {
  const { doc, screen, card, button, past } = start()
  addScreen(doc, { name: 'Other' }, ORIGIN)
  trashScreen(doc, { id: screen }, ORIGIN)
  expect(compareNodes(doc, past).map(({ id, kind }) => [id, kind])).toEqual([
    [card, 'removed'],
    [button, 'removed'],
  ])
})
