import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { addScreen } from './operations/addScreen.ts'
import { editText } from './operations/editText.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { moveNodes } from './operations/moveNodes.ts'
import { setProps } from './operations/setProps.ts'
import { setStyles } from './operations/setStyles.ts'
import { trashNodes } from './operations/trashNodes.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'
import { textOf } from './texts.ts'
import { readTree } from './tree.ts'
import { createUndo } from './undo.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

function person(clientID: number) {
  const y = new Y.Doc()
  y.clientID = clientID
  const doc = openProjectDoc(y)
  return { doc, undo: createUndo(doc, ORIGIN) }
}

function sync(a: ProjectDoc, b: ProjectDoc): void {
  Y.applyUpdate(b.y, Y.encodeStateAsUpdate(a.y, Y.encodeStateVector(b.y)), 'remote')
  Y.applyUpdate(a.y, Y.encodeStateAsUpdate(b.y, Y.encodeStateVector(a.y)), 'remote')
}

function twoPeople() {
  const [mara, tomas] = [person(1), person(2)]
  const screen = addScreen(mara.doc, { name: 'Home' }, ORIGIN)
  const [box = '', card = ''] = insertNodes(
    mara.doc,
    {
      parentId: screen,
      nodes: [
        { type: 'container', texts: { label: 'Box' } },
        { type: 'card', texts: { label: 'Card' } },
      ],
    },
    ORIGIN,
  )
  sync(mara.doc, tomas.doc)
  return { mara, tomas, screen, box, card }
}

describe('undo', () => {
  it('[M7] takes back one gesture as one step and names it', () => {
    const { mara, box, card } = twoPeople()
    mara.undo.step('Move Card', () =>
      moveNodes(mara.doc, { ids: [card], parentId: box, frames: { [card]: { x: 1, y: 2, w: 3, h: 4 } } }, ORIGIN),
    )
    expect(mara.undo.state().undoLabel).toBe('Move Card')
    expect(mara.undo.undo()).toEqual({ kind: 'done', label: 'Move Card', skipped: 0 })
    expect(readTree(mara.doc).parents.get(card)).not.toBe(box)
    expect(mara.doc.roots.nodes.get(card)?.get('frame')).toBeUndefined()
    expect(mara.undo.redo().kind).toBe('done')
    expect(readTree(mara.doc).parents.get(card)).toBe(box)
  })

  it('[M7] does not touch what somebody else did', () => {
    const { mara, tomas, box, card } = twoPeople()
    mara.undo.step('Text', () => setProps(mara.doc, { ids: [card], props: { a: 1 } }, ORIGIN))
    sync(mara.doc, tomas.doc)
    tomas.undo.step('Text', () => setProps(tomas.doc, { ids: [box], props: { b: 2 } }, ORIGIN))
    sync(mara.doc, tomas.doc)
    mara.undo.undo()
    sync(mara.doc, tomas.doc)
    expect(tomas.doc.roots.nodes.get(box)?.get('p:b')).toBe(2)
    expect(tomas.doc.roots.nodes.get(card)?.get('p:a')).toBeUndefined()
  })

  it('[M7] leaves the newer value of somebody else and drops the void step instead of undoing an earlier one', () => {
    const { mara, tomas, card } = twoPeople()
    mara.undo.step('First', () => setStyles(mara.doc, { ids: [card], styles: { gap: 4 } }, ORIGIN))
    mara.undo.step('Second', () => setProps(mara.doc, { ids: [card], props: { a: 1 } }, ORIGIN))
    sync(mara.doc, tomas.doc)
    setProps(tomas.doc, { ids: [card], props: { a: 9 } }, ORIGIN)
    sync(mara.doc, tomas.doc)
    expect(mara.undo.undo()).toEqual({ kind: 'nothing', label: 'Second', by: 2 })
    expect(mara.doc.roots.nodes.get(card)?.get('p:a')).toBe(9)
    expect(mara.doc.roots.nodes.get(card)?.get('s:gap')).toBe(4)
    expect(mara.undo.state().undoLabel).toBe('First')
  })

  it('[M7] never loses a register to a concurrent write (Y.UndoManager on maps does)', () => {
    const { mara, tomas, box, card, screen } = twoPeople()
    // Tomás' concurrent move and Mara's own: whoever wins, undo leaves a valid place.
    tomas.undo.step('Move', () => moveNodes(tomas.doc, { ids: [card], parentId: screen }, ORIGIN))
    mara.undo.step('Move', () => moveNodes(mara.doc, { ids: [card], parentId: box }, ORIGIN))
    sync(mara.doc, tomas.doc)
    mara.undo.undo()
    tomas.undo.undo()
    sync(mara.doc, tomas.doc)
    expect(Array.isArray(mara.doc.roots.nodes.get(card)?.get('at'))).toBe(true)
    expect(readTree(mara.doc).parents.get(card)).toBe(readTree(tomas.doc).parents.get(card))
  })

  it('[M7] keeps a valid place when my value overtook a concurrent one', () => {
    const { mara, tomas, card } = twoPeople()
    const place = (index: string) => ['root', index, null]
    const row = (doc: ProjectDoc) => doc.roots.nodes.get(card)
    // The higher client id wins: Tomás' B stays over Mara's C, with C between A and B in the chain of items.
    const before = row(tomas.doc)?.get('at')
    tomas.undo.step('Move', () => tomas.doc.y.transact(() => row(tomas.doc)?.set('at', place('B')), ORIGIN))
    mara.undo.step('Move', () => mara.doc.y.transact(() => row(mara.doc)?.set('at', place('C')), ORIGIN))
    sync(mara.doc, tomas.doc)
    expect(row(tomas.doc)?.get('at')).toEqual(place('B'))
    expect(tomas.undo.undo().kind).toBe('done')
    expect(row(tomas.doc)?.get('at')).toEqual(before)
    sync(mara.doc, tomas.doc)
    expect(row(mara.doc)?.get('at')).toEqual(before)
  })

  it('[M7] never writes an old own value over one that somebody set between two own ones', () => {
    const { mara, tomas, card } = twoPeople()
    const set = ({ doc, undo }: typeof mara, a: string) =>
      undo.step(a, () => setProps(doc, { ids: [card], props: { a } }, ORIGIN))
    set(mara, 'B')
    sync(mara.doc, tomas.doc)
    set(tomas, 'C')
    sync(mara.doc, tomas.doc)
    set(mara, 'D')
    expect(mara.undo.undo().kind).toBe('done')
    expect(mara.undo.undo()).toMatchObject({ kind: 'nothing', label: 'B' })
    expect(mara.doc.roots.nodes.get(card)?.get('p:a')).toBe('C')
  })

  it('[M7] [M5] undo of an insertion puts the node into the trash and never deletes its row', () => {
    const { mara, screen } = twoPeople()
    const [id = ''] = mara.undo.step('Insert', () =>
      insertNodes(mara.doc, { parentId: screen, nodes: [{ type: 'card' }] }, ORIGIN),
    )
    mara.undo.undo()
    expect(mara.doc.roots.nodes.has(id)).toBe(true)
    expect(readTree(mara.doc).parents.get(id)).toBe('trash')
    mara.undo.redo()
    expect(readTree(mara.doc).parents.get(id)).toBe(screen)
  })

  it('[M7] keeps text and structure in one order, and typing of another person', () => {
    const { mara, tomas, card } = twoPeople()
    mara.undo.step('Edit text', () => editText(mara.doc, { id: card, name: 'label', text: 'Card one' }, ORIGIN))
    mara.undo.step('Delete', () => trashNodes(mara.doc, { ids: [card] }, ORIGIN))
    sync(mara.doc, tomas.doc)
    editText(tomas.doc, { id: card, name: 'label', text: 'My Card one' }, ORIGIN)
    sync(mara.doc, tomas.doc)
    expect(mara.undo.undo()).toMatchObject({ kind: 'done', label: 'Delete' })
    expect(mara.undo.undo()).toMatchObject({ kind: 'done', label: 'Edit text' })
    expect(textOf(mara.doc, card, 'label')?.toJSON()).toBe('My Card')
    mara.undo.redo()
    expect(textOf(mara.doc, card, 'label')?.toJSON()).toBe('My Card one')
  })

  it('[M7] joins quick typing into one step and begins a new one after a pause', () => {
    let time = 0
    const y = new Y.Doc()
    const doc = openProjectDoc(y)
    const undo = createUndo(doc, ORIGIN, { now: () => time })
    const screen = addScreen(doc, { name: 'Home' }, ORIGIN)
    const [id = ''] = insertNodes(doc, { parentId: screen, nodes: [{ type: 'card', texts: { label: '' } }] }, ORIGIN)
    for (const text of ['H', 'He', 'Hey']) undo.step('Type', () => editText(doc, { id, name: 'label', text }, ORIGIN))
    time += 5_000
    undo.step('Type', () => editText(doc, { id, name: 'label', text: 'Hey you' }, ORIGIN))
    undo.undo()
    expect(textOf(doc, id, 'label')?.toJSON()).toBe('Hey')
    undo.undo()
    expect(textOf(doc, id, 'label')?.toJSON()).toBe('')
  })
})
