import { parsePlace, ROOT_PARENT, TRASH } from '../place.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setPlace } from './support.ts'

export interface RestoreRow {
  root: 'screens' | 'models' | 'fields' | 'options' | 'queries'
  id: string
}

/** Takes a screen, model, field, option or query out of the trash, to where it was. */
export function restoreRow(doc: ProjectDoc, { root, id }: RestoreRow, origin: Origin): void {
  const row = getRow(doc, root, id)
  const place = parsePlace(row.get('at'))
  if (place?.parentId !== TRASH) return
  const parentId = place.previousParentId ?? ROOT_PARENT
  edit(doc, origin, () => setPlace(doc, row, { parentId, index: place.index, from: TRASH }))
}
