import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { addScreen } from './operations/addScreen.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { openProjectDoc } from './projectDoc.ts'
import { readRichText } from './richText.ts'
import { fragmentOf, spliceText } from './texts.ts'

const ORIGIN = { kind: 'editor', label: 'Edit' } as const

it('a splice always ends at the wanted text and never cuts an emoji', () => {
  const words = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '🙀'), maxLength: 12 })
  fc.assert(
    fc.property(words, words, (before, after) => {
      const text = new Y.Doc().getText('t')
      text.insert(0, before)
      spliceText(text, after)
      expect(text.toJSON()).toBe(after)
      expect(text.toJSON().isWellFormed()).toBe(true)
    }),
  )
})

it('rich text keeps known marks, hashed ones too, and drops unknown blocks and dangerous links', () => {
  const doc = openProjectDoc()
  const screen = addScreen(doc, { name: 'Home' }, ORIGIN)
  const [id = ''] = insertNodes(doc, { parentId: screen, nodes: [{ type: 'text', richText: ['Hello'] }] }, ORIGIN)
  const block = fragmentOf(doc, id)?.get(0)
  const words = block instanceof Y.XmlElement ? block.get(0) : null
  if (!(words instanceof Y.XmlText)) throw new Error('the paragraph has no text')
  words.applyDelta([
    { retain: 2, attributes: { 'bold--x1': {}, glow: {} } },
    { retain: 3, attributes: { link: { href: 'javascript:alert(1)' } } },
  ])
  fragmentOf(doc, id)?.push([new Y.XmlElement('script')])
  expect(readRichText(doc, id)).toEqual({
    type: 'doc',
    content: [
      {
        type: 'paragraph',
        content: [
          { type: 'text', text: 'He', marks: [{ type: 'bold' }] },
          { type: 'text', text: 'llo' },
        ],
      },
    ],
  })
})
