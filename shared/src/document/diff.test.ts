import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { applyDifference, countDifference, diffDocuments } from './diff.ts'
import { addScreen } from './operations/addScreen.ts'
import { editText } from './operations/editText.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { setProps } from './operations/setProps.ts'
import { parsePlace } from './place.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'
import { fragmentOf, textOf } from './texts.ts'
import { readTree } from './tree.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

function copyOf(doc: ProjectDoc): ProjectDoc {
  const copy = openProjectDoc()
  Y.applyUpdate(copy.y, Y.encodeStateAsUpdate(doc.y), 'remote')
  return copy
}

function start() {
  const doc = openProjectDoc()
  const screen = addScreen(doc, { name: 'Home' }, ORIGIN)
  const [card = ''] = insertNodes(
    doc,
    {
      parentId: screen,
      nodes: [{ type: 'card', props: { a: 1, b: 2 }, texts: { label: 'Hello' }, richText: ['One', 'Two'] }],
    },
    ORIGIN,
  )
  return { doc, screen, card, past: copyOf(doc) }
}

describe('difference', () => {
  it('[M8] made twice in a text stands there once', () => {
    const { doc, card, past } = start()
    editText(doc, { id: card, name: 'label', text: 'Hello you' }, ORIGIN)
    const difference = diffDocuments(past, doc)
    applyDifference(past, difference, ORIGIN)
    applyDifference(past, difference, ORIGIN)
    expect(textOf(past, card, 'label')?.toJSON()).toBe('Hello you')
  })

  it('[M5] brings a document back: values, texts, rich text, and what was added goes to the trash', () => {
    const { doc, screen, card, past } = start()
    setProps(doc, { ids: [card], props: { a: 9, b: undefined, c: 3 } }, ORIGIN)
    editText(doc, { id: card, name: 'label', text: 'Bye' }, ORIGIN)
    fragmentOf(doc, card)?.delete(0, 1)
    const [added = ''] = insertNodes(doc, { parentId: screen, nodes: [{ type: 'button' }] }, ORIGIN)
    const difference = diffDocuments(doc, past)
    expect(countDifference(difference)).toMatchObject({ added: 0, changed: 1, removed: 1 })
    applyDifference(doc, difference, ORIGIN)
    expect(doc.roots.nodes.get(card)?.toJSON()).toEqual(past.roots.nodes.get(card)?.toJSON())
    expect(doc.roots.nodes.has(added)).toBe(true)
    expect(readTree(doc).parents.get(added)).toBe('trash')
    expect(diffDocuments(doc, past).entries).toEqual([])
  })

  it('[M1] makes missing rows with their texts, and is plain data', () => {
    const { doc, screen, past } = start()
    const [added = ''] = insertNodes(
      doc,
      { parentId: screen, nodes: [{ type: 'text', texts: { label: 'New' }, richText: ['Body'] }] },
      ORIGIN,
    )
    const difference = diffDocuments(past, doc)
    applyDifference(past, structuredClone(difference), ORIGIN)
    expect(textOf(past, added, 'label')?.toJSON()).toBe('New')
    expect(past.roots.nodes.get(added)?.toJSON()).toEqual(doc.roots.nodes.get(added)?.toJSON())
    expect(countDifference(difference)).toMatchObject({ added: 1, changed: 0, removed: 0 })
  })

  it('restricted to one screen leaves the others alone', () => {
    const { doc, screen, card, past } = start()
    setProps(doc, { ids: [card], props: { a: 9 } }, ORIGIN)
    const second = addScreen(doc, { name: 'Second' }, ORIGIN)
    applyDifference(doc, diffDocuments(doc, past, { screenId: screen }), ORIGIN)
    expect(doc.roots.nodes.get(card)?.get('p:a')).toBe(1)
    expect(parsePlace(doc.roots.screens.get(second)?.get('at'))?.parentId).toBe('root')
  })
})
