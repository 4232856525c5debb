import * as Y from 'yjs'

/** `root/row/key` (or `root/key` of meta, settings, theme) of everything that a transaction changed; for the replay [G4]. */
export function touchedKeys(transaction: Y.Transaction): string[] {
  const keys = new Set<string>()
  for (const [type, changed] of transaction.changed) {
    const path = pathOf(type as Y.AbstractType<unknown>)
    if (path.length >= 3) keys.add(path.slice(0, 3).join('/'))
    else for (const key of changed) if (key !== null) keys.add([...path, key].join('/'))
  }
  return [...keys]
}

function pathOf(type: Y.AbstractType<unknown>): string[] {
  const path: string[] = []
  let current: Y.AbstractType<unknown> | null = type
  while (current !== null) {
    const item: Y.Item | null = current._item
    if (item === null) {
      path.unshift(rootName(current))
      return path
    }
    if (item.parentSub !== null) path.unshift(item.parentSub)
    current = item.parent as Y.AbstractType<unknown> | null
  }
  return path
}

function rootName(root: Y.AbstractType<unknown>): string {
  for (const [name, type] of root.doc?.share ?? []) if (type === root) return name
  return ''
}
