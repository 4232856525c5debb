import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { fragmentOf } from '@axiom/shared/document/texts'
import { createUndo } from '@axiom/shared/document/undo'
import { coverageOf } from '@axiom/shared/gate/coverage'
import { judgeChanges, type Refusal } from '@axiom/shared/gate/judge'
import { scanUpdate } from '@axiom/shared/gate/scanUpdate'
import { Editor, type JSONContent } from '@tiptap/core'
import { afterEach, expect, it } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { Presence } from '../../document/presence.ts'
import { richTextExtensions } from './extensions.ts'

const open: Editor[] = []
afterEach(() => open.splice(0).forEach((editor) => editor.destroy()))

/** A rich text in an editor, and what the server's gate says to each of its updates. */
function start() {
  const server = openProjectDoc()
  server.roots.nodes.set(
    'n1',
    new Y.Map<unknown>([
      ['type', 'text'],
      ['at', ['root', 'V']],
      ['text', new Y.XmlFragment()],
    ]),
  )
  const doc = openProjectDoc()
  Y.applyUpdate(doc.y, Y.encodeStateAsUpdate(server.y), 'remote')
  const refusals: Refusal[] = []
  doc.y.on('update', (update: Uint8Array) => {
    scanUpdate(update)
    const decoded = Y.decodeUpdate(update)
    expect(coverageOf(server.y, decoded)).not.toBe('gap')
    const { refusal } = judgeChanges(server.y, decoded, update)
    if (refusal !== null) refusals.push(refusal)
    Y.applyUpdate(server.y, update)
  })
  const fragment = fragmentOf(doc, 'n1')
  if (fragment === null) throw new Error('no fragment')
  const undoManager = createUndo(doc, { kind: 'editor', label: 'Edit' }).manager
  const presence = new Presence(new Awareness(doc.y), () => undefined)
  const editor = new Editor({
    extensions: richTextExtensions({ fragment, undoManager, presence, doc }),
  })
  open.push(editor)
  return { editor, refusals, stored: () => fragmentOf(server, 'n1')?.toJSON() ?? '' }
}

const text = (words: string, ...marks: NonNullable<JSONContent['marks']>): JSONContent => ({
  type: 'text',
  text: words,
  marks,
})
const paragraph = (...content: JSONContent[]): JSONContent => ({ type: 'paragraph', content })

it('[G1] the gate lets every block and mark of the editor pass', () => {
  const { editor, refusals, stored } = start()
  const { nodes, marks } = editor.schema
  const every = Object.keys(marks).map((type) => ({
    type,
    attrs: type === 'link' ? { href: 'https://axiom.example' } : {},
  }))
  const inner: Record<string, JSONContent[]> = {
    bulletList: [{ type: 'listItem', content: [paragraph(text('item'))] }],
    orderedList: [{ type: 'listItem', content: [paragraph(text('one'))] }],
    blockquote: [paragraph(text('said'))],
  }
  for (const type of Object.keys(nodes)) {
    if (['doc', 'text', 'listItem', 'hardBreak'].includes(type)) continue
    const content = inner[type] ?? (nodes[type]?.isTextblock === true ? [text('words'), { type: 'hardBreak' }] : [])
    editor.commands.insertContent({ type, content })
  }
  for (const mark of every) editor.commands.insertContent(paragraph(text(mark.type, mark)))
  editor.commands.insertContent(paragraph(text('everything but code', ...every.filter(({ type }) => type !== 'code'))))
  for (const level of [1, 2, 3] as const) editor.chain().focus('end').setHeading({ level }).insertContent('Title').run()
  editor.commands.insertContent({
    type: 'orderedList',
    attrs: { start: 7, type: 'a' },
    content: inner['orderedList'] ?? [],
  })
  editor.chain().selectAll().toggleBold().toggleBold().setLink({ href: 'mailto:a@b.example', target: '_blank' }).run()
  editor.chain().selectAll().unsetAllMarks().deleteSelection().run()
  editor.commands.insertContent(paragraph(text('again')))
  editor.commands.undo()
  editor.commands.redo()
  expect(refusals).toEqual([])
  expect(stored()).toContain('again')
})

it('[G1] the gate lets lists pass as deep as somebody may want them, and no deeper', () => {
  const { editor, refusals } = start()
  const nested = (depth: number): JSONContent => ({
    type: 'bulletList',
    content: [{ type: 'listItem', content: [paragraph(text('x')), ...(depth > 1 ? [nested(depth - 1)] : [])] }],
  })
  editor.commands.setContent(nested(10))
  expect(refusals).toEqual([])
  editor.commands.setContent(nested(14))
  expect(refusals[0]?.code).toBe('nesting')
})
