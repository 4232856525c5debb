import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import type { Json } from '../json.ts'
import { seededRandom } from './chance.ts'
import { applyDifference, diffDocuments } from './diff.ts'
import { hunksOf } from './hunks.ts'
import { addScreen } from './operations/addScreen.ts'
import { editText } from './operations/editText.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'
import { rewriteXml } from './rewriteXml.ts'
import { fragmentOf, readParagraphs, textOf } from './texts.ts'
import { readXml, type XmlJson } from './xmlJson.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

function copyOf(doc: ProjectDoc): ProjectDoc {
  const copy = openProjectDoc()
  Y.applyUpdate(copy.y, Y.encodeStateAsUpdate(doc.y), 'remote')
  return copy
}

function start() {
  const doc = openProjectDoc()
  const screen = addScreen(doc, { name: 'Home' }, ORIGIN)
  const texts = { label: 'The quick brown fox' }
  const [card = ''] = insertNodes(
    doc,
    { parentId: screen, nodes: [{ type: 'card', texts, richText: ['One fish two fish', 'Red fish'] }] },
    ORIGIN,
  )
  return { doc, card }
}

function runOf(doc: ProjectDoc, node: string, block: number): Y.XmlText {
  const element = fragmentOf(doc, node)?.get(block)
  const run: unknown = element instanceof Y.XmlElement ? element.get(0) : null
  if (!(run instanceof Y.XmlText)) throw new Error('no run of text')
  return run
}

describe('replay on texts that changed meanwhile', () => {
  it('[M5] keeps what somebody else wrote into the same text since', () => {
    const { doc, card } = start()
    const [base, mine] = [copyOf(doc), copyOf(doc)]
    editText(mine, { id: card, name: 'label', text: 'The slow brown fox' }, ORIGIN)
    runOf(mine, card, 0).insert(8, ' and chips')
    textOf(doc, card, 'label')?.insert(19, ' jumps')
    runOf(doc, card, 0).insert(17, ' more')
    runOf(doc, card, 1).delete(0, 3)
    runOf(doc, card, 1).insert(0, 'Blue')
    applyDifference(doc, diffDocuments(base, mine), ORIGIN)
    expect(textOf(doc, card, 'label')?.toJSON()).toBe('The slow brown fox jumps')
    expect(readParagraphs(fragmentOf(doc, card) ?? new Y.XmlFragment())).toEqual([
      'One fish and chips two fish more',
      'Blue fish',
    ])
  })

  it('[M5] a restore keeps what is being typed at that very moment', () => {
    const { doc, card } = start()
    const past = copyOf(doc)
    editText(doc, { id: card, name: 'label', text: 'A quick red fox' }, ORIGIN)
    runOf(doc, card, 0).delete(0, 3)
    runOf(doc, card, 0).insert(0, 'Some')
    const typist = copyOf(doc)
    const before = Y.encodeStateVector(typist.y)
    textOf(typist, card, 'label')?.insert(7, '!')
    runOf(typist, card, 0).insert(18, ' typed')
    applyDifference(doc, diffDocuments(doc, past), ORIGIN)
    Y.applyUpdate(doc.y, Y.encodeStateAsUpdate(typist.y, before), 'remote')
    expect(textOf(doc, card, 'label')?.toJSON()).toBe('The quick! brown fox')
    expect(readParagraphs(fragmentOf(doc, card) ?? new Y.XmlFragment())[0]).toBe('One fish two fish typed')
  })

  it('[M5] changes only the marks where only the marks differ', () => {
    const { doc, card } = start()
    const past = copyOf(doc)
    runOf(doc, card, 0).format(0, 8, { bold: {} })
    const before = Y.encodeStateVector(doc.y)
    applyDifference(doc, diffDocuments(doc, past), ORIGIN)
    expect(runOf(doc, card, 0).toDelta()).toEqual([{ insert: 'One fish two fish' }])
    expect(Y.encodeStateAsUpdate(doc.y, before).length).toBeLessThan(60)
  })
})

it('hunks bring one sequence to another and leave alone what is the same', () => {
  const seed = Date.now() % 1_000_000
  const random = seededRandom(seed)
  const items = (): number[] => Array.from({ length: Math.floor(random() * 12) }, () => Math.floor(random() * 4))
  for (let round = 0; round < 2_000; round++) {
    const [before, after] = [items(), items()]
    const result = [...before]
    const hunks = hunksOf(before, after, (a, b) => a === b)
    for (const { at, removed, added } of hunks.toReversed()) result.splice(at, removed, ...added)
    expect(result, `seed ${seed}, round ${round}`).toEqual(after)
  }
})

it('rich text of any shape can be rewritten to any other', () => {
  const seed = Date.now() % 1_000_000
  const random = seededRandom(seed)
  for (let round = 0; round < 300; round++) {
    const fragment = new Y.Doc().getXmlFragment('it')
    for (let step = 0; step < 3; step++) {
      const wanted = randomBlocks(random, 0)
      rewriteXml(fragment, wanted)
      expect(readXml(fragment), `seed ${seed}, round ${round}`).toEqual(wanted)
    }
  }
})

function randomBlocks(random: () => number, depth: number): XmlJson[] {
  return Array.from({ length: Math.floor(random() * 4) }, () => {
    const name = ['paragraph', 'heading', 'blockquote'][Math.floor(random() * 3)] ?? 'paragraph'
    const inner: XmlJson[] =
      depth < 2 && random() < 0.3 ? randomBlocks(random, depth + 1) : [{ text: randomRuns(random) }]
    const heading: Record<string, Json> = name === 'heading' ? { level: Math.ceil(random() * 3) } : {}
    return { name, attrs: heading, children: inner }
  })
}

/** As Yjs gives them back: neighbours differ in their marks. */
function randomRuns(random: () => number): Json[] {
  const words = ['one ', 'two ', '👍🏽', 'Zoë ', '   ']
  return Array.from({ length: Math.floor(random() * 4) }, (_, i) => ({
    insert: words[Math.floor(random() * words.length)] ?? '',
    ...(i % 2 === 0 ? {} : { attributes: random() < 0.5 ? { bold: {} } : { link: { href: '/x' }, italic: {} } }),
  }))
}
