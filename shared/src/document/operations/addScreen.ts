import * as Y from 'yjs'

import { encodePlace, ROOT_PARENT, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace } from './support.ts'

export interface AddScreen {
  name: string
  /** Absent: made from the name, unique among the living screens. */
  route?: string
  beforeId?: string | null
}

/** Makes a screen; two transactions, so that undo moves it to the trash [M5]. Returns its id. */
export function addScreen(doc: ProjectDoc, { name, route, beforeId }: AddScreen, origin: Origin): string {
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'screens', { owns: () => true, beforeId })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    row.set('name', name)
    row.set('route', route ?? freeRoute(doc, name))
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: ROOT_PARENT, since: doc.chance.now() }))
    doc.roots.screens.set(id, row)
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'screens', id), { parentId: ROOT_PARENT, index }))
  return id
}

function freeRoute(doc: ProjectDoc, name: string): string {
  const taken = new Set([...doc.roots.screens.values()].map((row) => row.get('route')))
  const words = name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  const base = `/${words || 'screen'}`
  let route = taken.size === 0 ? '/' : base
  for (let n = 2; taken.has(route); n++) route = `${base}-${n}`
  return route
}
