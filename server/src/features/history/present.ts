import { HISTORY_CHANGES, type HistoryChange, type HistoryEntry } from '@axiom/shared/contracts/history'
import { isRowRoot } from '@axiom/shared/document/diff'
import { ROOTS, type ProjectDoc, type RootName } from '@axiom/shared/document/projectDoc'
import { rowName, screenOf } from '@axiom/shared/document/rowName'
import { parseTouched } from '@axiom/shared/document/touched'
import { readTree, type Tree } from '@axiom/shared/document/tree'
import { inkOf } from '@axiom/shared/protocol/ink'

import type { EditGroup } from '../../collaboration/documents.ts'

/** An entry that does not know yet what its author is called. */
export type PresentedGroup = Omit<HistoryEntry, 'author' | 'restorable'> & {
  by: { id: string; colour: number } | null
  first: number
}

interface Changed {
  root: RootName
  id: string
  keys: string[]
  isNew: boolean
  isTrashed: boolean
}

/** The groups of one span in the words of the document as it is now. */
export function presentGroups(
  doc: ProjectDoc,
  start: number,
  { projectId, groups }: { projectId: string; groups: readonly EditGroup[] },
): PresentedGroup[] {
  if (groups.length === 0) return []
  const tree = readTree(doc)
  return groups.flatMap(({ by, reason, first, last, edits, touched }) => {
    const changes = changedRows(touched).map((changed) => presentChange(doc, tree, changed))
    // Edits of the server were once kept without what they touched.
    if (changes.length === 0) return []
    return [
      {
        id: [start, by ?? '', reason ?? ''].join('-'),
        by: by === null ? null : { id: by, colour: inkOf(by, projectId) },
        reason,
        first,
        from: new Date(first).toISOString(),
        to: new Date(last).toISOString(),
        edits,
        ...countKinds(changes),
        screens: screensOf(doc, changes),
        changes: changes.slice(0, HISTORY_CHANGES),
      },
    ]
  })
}

/** What was touched, row by row; settings of the project are one row, named as their root. */
function changedRows(touched: readonly string[]): Changed[] {
  const rows = new Map<string, Changed>()
  for (const name of touched) {
    const { root, row, key, trashed } = parseTouched(name)
    if (!isRoot(root) || row === null) continue
    const id = isRowRoot(root) ? row : root
    const inRow = isRowRoot(root) ? key : row
    const changed = rows.get(`${root}/${id}`) ?? { root, id, keys: [], isNew: false, isTrashed: false }
    rows.set(`${root}/${id}`, changed)
    // Names come in the order in which they were touched last: what was put back was placed after it went.
    if (trashed) changed.isTrashed = true
    else if (inRow === null) changed.isNew = true
    else {
      changed.keys.push(inRow)
      if (inRow === 'at') changed.isTrashed = false
    }
  }
  return [...rows.values()]
}

function presentChange(doc: ProjectDoc, tree: Tree, { root, id, keys, isNew, isTrashed }: Changed): HistoryChange {
  const kind = isTrashed ? 'removed' : isNew ? 'added' : 'changed'
  const type = root === 'nodes' ? doc.roots.nodes.get(id)?.get('type') : null
  return {
    root,
    id,
    kind,
    name: isRowRoot(root) ? rowName(doc, root, id) : '',
    type: typeof type === 'string' ? type : '',
    screenId: root === 'screens' ? id : root === 'nodes' ? screenOf(doc, tree, id) : null,
    keys: kind === 'changed' ? keys : [],
  }
}

function countKinds(changes: readonly HistoryChange[]): Pick<HistoryEntry, 'added' | 'changed' | 'removed'> {
  const count = (kind: HistoryChange['kind']): number => changes.filter((change) => change.kind === kind).length
  return { added: count('added'), changed: count('changed'), removed: count('removed') }
}

function screensOf(doc: ProjectDoc, changes: readonly HistoryChange[]): HistoryEntry['screens'] {
  const screens = new Map<string, number>()
  for (const { screenId } of changes) if (screenId !== null) screens.set(screenId, (screens.get(screenId) ?? 0) + 1)
  return [...screens].map(([id, count]) => ({ id, name: rowName(doc, 'screens', id), changes: count }))
}

function isRoot(name: string): name is RootName {
  return (ROOTS as readonly string[]).includes(name)
}
