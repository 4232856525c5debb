import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { openProjectDoc, type EditorOrigin } from '@axiom/shared/document/projectDoc'
import { createDocumentStore } from '@axiom/shared/document/store'
import { createUndo } from '@axiom/shared/document/undo'
import { specFor } from '@axiom/shared/widgets/registry'
import { beforeEach, expect, it } from 'vitest'

import { resetEditorState, setBreakpoint } from '../session/editorState.ts'
import { createEdits } from './edits.ts'

const origin: EditorOrigin = { kind: 'editor', label: 'Edit' }

function scene() {
  const doc = openProjectDoc()
  const store = createDocumentStore(doc)
  const screen = addScreen(doc, { name: 'Home' }, origin)
  const [card = '', stat = ''] = insertNodes(
    doc,
    { parentId: screen, beforeId: null, nodes: [specFor('card'), specFor('stat')] },
    origin,
  )
  const edits = createEdits({ doc, store, undo: createUndo(doc, origin), origin })
  const node = (id: string) => {
    const found = store.getNode(id)
    if (!found) throw new Error(`no node ${id}`)
    return found
  }
  return { edits, node, card, stat, screen }
}

const frame = { x: 12, y: 20, w: 200, h: 80 }

beforeEach(() => resetEditorState())

it("[M3] a phone's drag into another parent leaves the base geometry alone", () => {
  const { edits, node, card, stat } = scene()
  const before = node(stat).frame
  setBreakpoint('phone')
  edits.move({ ids: [stat], parentId: card, beforeId: null, frames: { [stat]: frame } })
  expect(node(stat).parentId).toBe(card)
  expect(node(stat).frame).toEqual(before)
  expect(node(stat).frames.phone).toEqual(frame)
})

it('[M3] what a phone moves into a stack flows there', () => {
  const { edits, node, card, stat } = scene()
  setBreakpoint('phone')
  edits.move({ ids: [stat], parentId: card, beforeId: null, frames: { [stat]: frame } })
  edits.move({ ids: [stat], parentId: card, beforeId: null })
  expect(node(stat).frames.phone).toBeUndefined()
})

it('[M3] on the desktop a drag into another parent writes the base geometry', () => {
  const { edits, node, card, stat } = scene()
  edits.move({ ids: [stat], parentId: card, beforeId: null, frames: { [stat]: frame } })
  expect(node(stat)).toMatchObject({ parentId: card, frame, frames: {} })
})
