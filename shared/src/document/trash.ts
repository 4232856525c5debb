import { parseNode, toText } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc, RowRoot } from './projectDoc.ts'

/** One deleted thing that can be restored; what was below it comes along. */
export interface TrashItem {
  id: string
  root: 'nodes' | 'screens' | 'models' | 'fields' | 'queries'
  name: string
  /** Widget type of a node, else null. */
  type: string | null
  /** Milliseconds; 0 when unknown. */
  since: number
}

const TRASHABLE = ['nodes', 'screens', 'models', 'fields', 'queries'] as const satisfies readonly RowRoot[]

/** Everything that was deleted, newest last. */
export function readTrash(doc: ProjectDoc): TrashItem[] {
  const items: TrashItem[] = []
  for (const root of TRASHABLE) {
    for (const [id, row] of doc.roots[root]) {
      const place = parsePlace(row.get('at'))
      if (place?.parentId !== TRASH) continue
      const node = root === 'nodes' ? parseNode(id, row, { parentId: TRASH, index: '', trashed: true }) : null
      const name = node?.name ?? (toText(row.get('label')) || toText(row.get('name')))
      items.push({ id, root, name, type: node?.type ?? null, since: place.since ?? 0 })
    }
  }
  return items.sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1))
}
