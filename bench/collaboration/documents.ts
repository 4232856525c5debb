import { insertNodes, type NodeSpec } from '@axiom/shared/document/operations/insertNodes'
import { setFrames } from '@axiom/shared/document/operations/setFrames'
import { openProjectDoc, type ServerOrigin } from '@axiom/shared/document/projectDoc'
import { seedProject } from '@axiom/shared/document/seed'
import * as Y from 'yjs'

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'bench' }
const COLUMNS = 25
const KINDS = ['button', 'heading', 'textInput', 'card'] as const

/** A screen full of small widgets in a grid, `count` of them. */
export function widgets(count: number): NodeSpec[] {
  return Array.from({ length: count }, (_, i) => ({
    type: KINDS[i % KINDS.length] ?? 'button',
    name: `Widget ${i}`,
    frame: { x: 8 + (i % COLUMNS) * 56, y: 8 + Math.floor(i / COLUMNS) * 34, w: 48, h: 26 },
  }))
}

/** Fills a project's first screen by the shared operations; a document without one gets a project's seed first. */
export function fillDocument(y: Y.Doc, name: string, count: number): void {
  const doc = openProjectDoc(y)
  if (doc.roots.screens.size === 0) Y.applyUpdate(y, seedProject({ projectId: name, name: 'Bench', template: 'blank' }))
  const [screenId = ''] = doc.roots.screens.keys()
  insertNodes(doc, { parentId: screenId, nodes: widgets(count) }, ORIGIN)
}

/** The same document without a server, as one update. */
export function filledUpdate(name: string, count: number): Uint8Array {
  const y = new Y.Doc()
  fillDocument(y, name, count)
  return Y.encodeStateAsUpdate(y)
}

/** Moves the widget that belongs to this editor: the commonest edit, one geometry register. */
export function moveOwn(y: Y.Doc, editor: number, step: number): void {
  const doc = openProjectDoc(y)
  const ids = ownIds(y)
  const id = ids[editor % ids.length]
  if (id === undefined) throw new Error('the document of the bench has no widgets')
  setFrames(doc, { frames: { [id]: { x: step % 1200, y: (step * 7) % 700, w: 48, h: 26 } } }, ORIGIN)
}

const known = new WeakMap<Y.Doc, string[]>()

function ownIds(y: Y.Doc): string[] {
  const found = known.get(y) ?? [...openProjectDoc(y).roots.nodes.keys()].toSorted()
  known.set(y, found)
  return found
}
