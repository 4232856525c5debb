import * as Y from 'yjs'

import type { Json } from '../../json.ts'
import { indexesBetween } from '../fractionalIndex.ts'
import { encodePlace, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type ProjectDoc, type Row } from '../projectDoc.ts'
import { fillRichText } from '../texts.ts'
import type { Breakpoint, Frame } from '../views.ts'

/** What a new node shall be; children come along. */
export interface NodeSpec {
  type: string
  name?: string
  frame?: Frame
  frames?: Partial<Record<Breakpoint, Frame>>
  props?: Record<string, Json>
  styles?: Record<string, Json>
  overrides?: Partial<Record<Breakpoint, Record<string, Json>>>
  bindings?: Record<string, string>
  events?: Record<string, Json>
  texts?: Record<string, string>
  richText?: readonly string[]
  locked?: boolean
  hidden?: boolean
  children?: readonly NodeSpec[]
}

/**
 * First half of every insertion [M5]: the rows with all their texts, the topmost ones in the trash with the index they will have.
 * Untracked, so undo of the second half moves the node to the trash and never deletes a row. Returns the ids of the topmost.
 */
export function createRows(
  doc: ProjectDoc,
  specs: readonly NodeSpec[],
  indexes: readonly string[],
  parentId: string,
): string[] {
  const ids = specs.map(() => doc.chance.id())
  doc.y.transact(() => {
    specs.forEach((spec, i) => {
      const index = indexes[i] ?? 'V'
      const at = encodePlace({ parentId: TRASH, index, previousParentId: parentId, since: doc.chance.now() })
      createRow(doc, spec, ids[i] ?? doc.chance.id(), at)
    })
  }, CREATE_ORIGIN)
  return ids
}

/** Iterative over children: a deep paste must not overflow the stack. */
function createRow(doc: ProjectDoc, spec: NodeSpec, id: string, at: unknown): void {
  const queue = [{ spec, id, at }]
  for (let next = queue.shift(); next; next = queue.shift()) {
    doc.roots.nodes.set(next.id, buildRow(next.spec, next.at))
    const children = next.spec.children ?? []
    if (children.length === 0) continue
    const indexes = indexesBetween(null, null, children.length, doc.chance.random)
    for (const [i, child] of children.entries()) {
      const place = { parentId: next.id, index: indexes[i] ?? 'V', previousParentId: null, since: null }
      queue.push({ spec: child, id: doc.chance.id(), at: encodePlace(place) })
    }
  }
}

function buildRow(spec: NodeSpec, at: unknown): Row {
  const row: Row = new Y.Map<unknown>()
  row.set('type', spec.type)
  row.set('at', at)
  if (spec.name !== undefined) row.set('name', spec.name)
  if (spec.frame) row.set('frame', spec.frame)
  if (spec.locked) row.set('locked', true)
  if (spec.hidden) row.set('hidden', true)
  const write = (prefix: string, values: object | undefined): void => {
    for (const [key, value] of Object.entries(values ?? {})) if (value !== undefined) row.set(prefix + key, value)
  }
  write('frame@', spec.frames)
  write('p:', spec.props)
  write('s:', spec.styles)
  write('b:', spec.bindings)
  write('e:', spec.events)
  for (const [breakpoint, styles] of Object.entries(spec.overrides ?? {})) write(`s@${breakpoint}:`, styles)
  // Texts are made in the transaction that makes the row, never later [M1].
  for (const [name, text] of Object.entries(spec.texts ?? {})) row.set(`x:${name}`, new Y.Text(text))
  if (spec.richText) {
    const fragment = new Y.XmlFragment()
    row.set('text', fragment)
    fillRichText(fragment, spec.richText)
  }
  return row
}
