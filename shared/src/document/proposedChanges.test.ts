import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { applyDifference, diffDocuments, type DifferenceEntry } from './diff.ts'
import { addScreen } from './operations/addScreen.ts'
import { editText } from './operations/editText.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { setProps } from './operations/setProps.ts'
import { trashNodes } from './operations/trashNodes.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'
import { applyReversibly, entriesIn, isReplayable, standOf, type Stand } from './proposedChanges.ts'
import { textOf } from './texts.ts'
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
  const [card = '', other = ''] = insertNodes(
    doc,
    { parentId: screen, nodes: [{ type: 'card', props: { a: 1, b: 1 }, texts: { label: 'Hello' } }, { type: 'card' }] },
    ORIGIN,
  )
  return { doc, screen, card, other, fork: copyOf(doc) }
}

const stands = (doc: ProjectDoc, entries: readonly DifferenceEntry[]): Record<string, Stand> =>
  Object.fromEntries(entries.map((entry) => [entry.key ?? entry.row ?? '', standOf(doc, entry)]))

describe('proposed changes', () => {
  it('[M8] tell what others wrote in the same place since: a text takes both, a value is a conflict', () => {
    const { doc, card, fork } = start()
    setProps(fork, { ids: [card], props: { a: 2, b: 2, c: 2 } }, ORIGIN)
    editText(fork, { id: card, name: 'label', text: 'Hello you' }, ORIGIN)
    const { entries } = diffDocuments(doc, fork)
    expect(stands(doc, entries)).toEqual({ 'p:a': 'open', 'p:b': 'open', 'p:c': 'open', 'x:label': 'open' })
    setProps(doc, { ids: [card], props: { a: 3, b: 2, c: 3 } }, ORIGIN)
    editText(doc, { id: card, name: 'label', text: 'Oh Hello' }, ORIGIN)
    expect(stands(doc, entries)).toEqual({ 'p:a': 'conflict', 'p:b': 'done', 'p:c': 'conflict', 'x:label': 'merges' })
    const clean = entries.filter((entry) => standOf(doc, entry) !== 'conflict')
    const inverse = applyReversibly(doc, clean, ORIGIN)
    expect(doc.roots.nodes.get(card)?.get('p:a')).toBe(3)
    expect(textOf(doc, card, 'label')?.toJSON()).toBe('Oh Hello you')
    applyDifference(doc, { entries: inverse }, ORIGIN)
    expect(textOf(doc, card, 'label')?.toJSON()).toBe('Oh Hello')
  })

  it('[M5] are taken back without what others changed after them, and can be made again', () => {
    const { doc, screen, card, other, fork } = start()
    setProps(fork, { ids: [card], props: { a: 2, b: 2 } }, ORIGIN)
    trashNodes(fork, { ids: [other] }, ORIGIN)
    const [added = ''] = insertNodes(
      fork,
      { parentId: screen, nodes: [{ type: 'button', texts: { label: 'Go' } }] },
      ORIGIN,
    )
    const { entries } = diffDocuments(doc, fork)
    const inverse = applyReversibly(doc, entries, ORIGIN)
    expect([card, other, added].map((id) => readTree(doc).parents.get(id))).toEqual([screen, 'trash', screen])
    setProps(doc, { ids: [card], props: { b: 7 } }, ORIGIN)
    const back = inverse.filter((entry) => standOf(doc, entry) !== 'conflict')
    applyDifference(doc, { entries: back }, ORIGIN)
    expect([card, other, added].map((id) => readTree(doc).parents.get(id))).toEqual([screen, screen, 'trash'])
    expect(doc.roots.nodes.get(card)?.toJSON()).toMatchObject({ 'p:a': 1, 'p:b': 7 })
    const again = entries.filter((entry) => standOf(doc, entry) !== 'conflict')
    applyDifference(doc, { entries: again }, ORIGIN)
    expect([card, other, added].map((id) => readTree(doc).parents.get(id))).toEqual([screen, 'trash', screen])
  })

  it('[M2] come with the new things that they hang on, and with what is below them, and nothing else', () => {
    const { doc, screen, card, fork } = start()
    const [box = '', aside = ''] = insertNodes(
      fork,
      { parentId: screen, nodes: [{ type: 'card' }, { type: 'card' }] },
      ORIGIN,
    )
    const [inner = '', sibling = ''] = insertNodes(
      fork,
      { parentId: box, nodes: [{ type: 'card' }, { type: 'card' }] },
      ORIGIN,
    )
    const [deep = ''] = insertNodes(fork, { parentId: inner, nodes: [{ type: 'button' }] }, ORIGIN)
    setProps(fork, { ids: [card], props: { a: 2, b: 2 } }, ORIGIN)
    const { entries } = diffDocuments(doc, fork)
    const rows = (ids: string[]): string[] => [
      ...new Set(entriesIn(doc, entries, { kind: 'rows', ids }).map(({ row }) => row ?? '')),
    ]
    expect(rows([inner]).sort()).toEqual([box, inner, deep].sort())
    expect(rows([box]).sort()).toEqual([box, inner, sibling, deep].sort())
    expect(rows([card, aside]).sort()).toEqual([card, aside].sort())
    const byKey = entriesIn(doc, entries, { kind: 'keys', keys: [`nodes/${card}/p:a`] })
    expect(byKey.map(({ key }) => key)).toEqual(['p:a'])
  })

  it('[G1] from outside have to fit the layout', () => {
    const value = { kind: 'value', value: 1 } as const
    const entry: DifferenceEntry = { root: 'nodes', row: 'n', key: 'p:a', from: null, to: value }
    expect(isReplayable(entry)).toBe(true)
    expect(isReplayable({ ...entry, key: null, to: null })).toBe(true)
    const wrong: DifferenceEntry[] = [
      { ...entry, key: 'nonsense' },
      { ...entry, key: 'x:label' },
      { ...entry, row: null },
      { ...entry, key: null },
      { ...entry, root: 'meta', row: null, key: 'schema' },
      { ...entry, root: 'theme' },
      { ...entry, to: { kind: 'text', text: '' } },
    ]
    for (const one of wrong) expect(isReplayable(one), JSON.stringify(one)).toBe(false)
  })
})
