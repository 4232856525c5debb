import * as Y from 'yjs'

/** A register or a text that a transaction changed. */
export interface Touched {
  /** `root/row/key`, or `root/key` of meta, settings, theme. */
  key: string
  /** What it says now, as JSON; null for a text. */
  value: string | null
  /** What was overwritten, and by which client it was written; null for nothing and for texts. */
  before: { client: number; value: string } | null
}

export function touchedIn(transaction: Y.Transaction): Touched[] {
  const touched: Touched[] = []
  for (const [type, changed] of transaction.changed) {
    const path = pathOf(type as Y.AbstractType<unknown>)
    if (path.length >= 3) touched.push({ key: path.slice(0, 3).join('/'), value: null, before: null })
    else
      for (const key of changed)
        if (key !== null) touched.push(registerOf(transaction, type._map.get(key) ?? null, [...path, key].join('/')))
  }
  return touched
}

/** Clients whose characters were deleted. */
export function deletedCharacters({ deleteSet, doc }: Y.Transaction): number[] {
  return [...deleteSet.clients].flatMap(([client, ranges]) =>
    (doc.store.clients.get(client) ?? []).some(
      (struct) =>
        struct instanceof Y.Item &&
        struct.content instanceof Y.ContentString &&
        ranges.some(({ clock, len }) => struct.id.clock < clock + len && clock < struct.id.clock + struct.length),
    )
      ? [client]
      : [],
  )
}

function registerOf(transaction: Y.Transaction, item: Y.Item | null, key: string): Touched {
  const isGone = item === null || item.deleted
  const old = isGone ? item : item.left
  // It may have been gone before.
  const isOverwritten = old !== null && Y.isDeleted(transaction.deleteSet, old.id)
  return {
    key,
    value: isGone ? 'undefined' : textOf(item),
    before: isOverwritten ? { client: old.id.client, value: textOf(old) } : null,
  }
}

function textOf(item: Y.Item): string {
  return JSON.stringify(item.content.getContent()) ?? 'undefined'
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
