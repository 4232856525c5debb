import type { DocumentStore } from '@axiom/shared/document/store'

/** One visible line of the tree. */
export interface TreeRow {
  id: string
  parentId: string
  depth: number
  isExpandable: boolean
  isExpanded: boolean
  /** 1-based among its siblings, for those who hear the tree. */
  position: number
  siblings: number
}

type Tree = Pick<DocumentStore, 'getChildren' | 'getNode'>

/** The lines of a screen's tree: without what is below collapsed nodes; while searching, hits with all their ancestors. */
export function visibleRows(tree: Tree, screenId: string, collapsed: ReadonlySet<string>, query: string): TreeRow[] {
  const wanted = query.trim().toLowerCase()
  const kept = wanted === '' ? null : matching(tree, screenId, wanted)
  const rows: TreeRow[] = []
  const walk = (parentId: string, depth: number): void => {
    const ids = living(tree, parentId).filter((id) => kept?.has(id) ?? true)
    ids.forEach((id, i) => {
      const isExpandable = living(tree, id).length > 0
      const isExpanded = isExpandable && (kept !== null || !collapsed.has(id))
      rows.push({ id, parentId, depth, isExpandable, isExpanded, position: i + 1, siblings: ids.length })
      if (isExpanded) walk(id, depth + 1)
    })
  }
  walk(screenId, 0)
  return rows
}

/** Every node that has children, for "collapse all". */
export function expandable(tree: Tree, screenId: string): string[] {
  const found: string[] = []
  const walk = (parentId: string): void => {
    for (const id of living(tree, parentId)) {
      if (living(tree, id).length > 0) found.push(id)
      walk(id)
    }
  }
  walk(screenId)
  return found
}

function living(tree: Tree, parentId: string): string[] {
  return tree.getChildren(parentId).filter((id) => tree.getNode(id)?.trashed === false)
}

function matching(tree: Tree, screenId: string, wanted: string): Set<string> {
  const kept = new Set<string>()
  const walk = (parentId: string): boolean => {
    let any = false
    for (const id of living(tree, parentId)) {
      const isBelow = walk(id)
      const isHit = tree.getNode(id)?.name.toLowerCase().includes(wanted) ?? false
      if (isBelow || isHit) any = Boolean(kept.add(id))
    }
    return any
  }
  walk(screenId)
  return kept
}
