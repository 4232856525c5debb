import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { openProjectDoc, type EditorOrigin } from '@axiom/shared/document/projectDoc'
import { seedProject } from '@axiom/shared/document/seed'
import type { Refusal } from '@axiom/shared/gate/judge'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { judgeOwnUpdate } from './ownGate.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

function watched() {
  const y = new Y.Doc()
  Y.applyUpdate(y, seedProject({ projectId: 'p1', name: 'P', template: 'orders' }))
  const refusals: (Refusal | null)[] = []
  y.on('update', (update: Uint8Array, _origin: unknown, _y: Y.Doc, transaction: Y.Transaction) =>
    refusals.push(judgeOwnUpdate(update, transaction)),
  )
  return { doc: openProjectDoc(y), refusals }
}

it('[G4] lets operations pass, and says where and why it refuses', () => {
  const { doc, refusals } = watched()
  const screen = [...doc.roots.screens.keys()][0] ?? ''
  const [id = ''] = insertNodes(doc, { parentId: screen, nodes: [{ type: 'card' }] }, ORIGIN)
  expect(refusals).toEqual([null, null])
  doc.roots.nodes.delete(id)
  expect(refusals.at(-1)).toEqual({ code: 'row_deleted', key: `nodes/${id}` })
})

it('[G1] refuses a value that is too large before anything is sent', () => {
  const { doc, refusals } = watched()
  doc.roots.meta.set('name', 'x'.repeat(9_000))
  expect(refusals).toEqual([{ code: 'value_too_large', key: '' }])
})
