import { AppError } from '../../errors.ts'
import { indexesBetween } from '../fractionalIndex.ts'
import { encodePlace, parsePlace, ROOT_PARENT, TRASH, type StoredPlace } from '../place.ts'
import type { Origin, ProjectDoc, Row, RowRoot } from '../projectDoc.ts'
import { childrenOf, compareOrder, type Tree } from '../tree.ts'

/** The row, or `not_found`: rows never vanish, so a missing one is a wrong id. */
export function getRow(doc: ProjectDoc, root: RowRoot, id: string): Row {
  const row = doc.roots[root].get(id)
  if (!row) throw new AppError('not_found', { message: `There is no ${root.slice(0, -1)} with the id ${id}.` })
  return row
}

/** One transaction with an explicit origin. */
export function edit(doc: ProjectDoc, origin: Origin, work: () => void): void {
  doc.y.transact(work, origin)
}

/** Sets registers that differ; `undefined` removes one. Equal values write nothing, so nobody's concurrent change is hidden. */
export function setRegisters(row: Row, prefix: string, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    const key = prefix + name
    if (value === undefined) {
      if (row.has(key)) row.delete(key)
    } else if (!sameValue(row.get(key), value)) row.set(key, value)
  }
}

/** Deep equality of register values. */
export function sameValue(a: unknown, b: unknown): boolean {
  return a === b || (typeof a === 'object' && typeof b === 'object' && JSON.stringify(a) === JSON.stringify(b))
}

/** Writes the one place register [M2]; the previous parent changes only with the parent. */
export function setPlace(
  doc: ProjectDoc,
  row: Row,
  to: { parentId: string; index: string; from?: string | undefined },
): void {
  const old = parsePlace(row.get('at'))
  const from = to.from ?? old?.parentId ?? null
  const previousParentId = from === to.parentId || from === TRASH ? (old?.previousParentId ?? null) : from
  const since = to.parentId === TRASH ? doc.chance.now() : null
  row.set('at', encodePlace({ parentId: to.parentId, index: to.index, previousParentId, since }))
}

/** Puts a row into the trash; its index stays for an exact restore [M5]. */
export function trashRow(doc: ProjectDoc, row: Row, from: string): void {
  const index = parsePlace(row.get('at'))?.index ?? 'V'
  setPlace(doc, row, { parentId: TRASH, index, from })
}

/** `count` indexes among the children of `parentId`, before `beforeId` (null or absent: at the end). `moving` don't count. */
export function indexesAmong(
  doc: ProjectDoc,
  tree: Tree,
  at: { parentId: string; beforeId?: string | null | undefined; count: number; moving?: ReadonlySet<string> },
): string[] {
  const siblings = childrenOf(tree, at.parentId).filter((id) => !at.moving?.has(id))
  return indexesIn(
    doc,
    siblings.map((id) => ({ id, index: tree.places.get(id)?.index ?? '' })),
    at,
  )
}

/** The same for rows outside the tree (screens, models, fields, options): living ones with the same owner. */
export function indexesInRoot(
  doc: ProjectDoc,
  root: RowRoot,
  at: { owns: (row: Row) => boolean; beforeId?: string | null | undefined; moving?: string },
): string {
  const siblings: { id: string; index: string }[] = []
  for (const [id, row] of doc.roots[root]) {
    const place = parsePlace(row.get('at'))
    if (place && place.parentId !== TRASH && id !== at.moving && at.owns(row)) siblings.push({ id, index: place.index })
  }
  siblings.sort((a, b) => compareOrder(a.index, a.id, b.index, b.id))
  return indexesIn(doc, siblings, { beforeId: at.beforeId, count: 1 })[0] ?? 'V'
}

function indexesIn(
  doc: ProjectDoc,
  siblings: { id: string; index: string }[],
  at: { beforeId?: string | null | undefined; count: number },
): string[] {
  const position = at.beforeId ? siblings.findIndex((sibling) => sibling.id === at.beforeId) : -1
  const slot = position < 0 ? siblings.length : position
  const low = siblings[slot - 1]?.index ?? null
  // Siblings with one index (made at the same time) leave no room between them: go in before the next larger one.
  const high = siblings.slice(slot).find((sibling) => low === null || sibling.index > low)?.index ?? null
  return indexesBetween(low, high, at.count, doc.chance.random)
}

/** A place of a row that lies directly in its root (screen, model, field, option). */
export function rootPlace(index: string, parentId: string = ROOT_PARENT): StoredPlace {
  return { parentId, index, previousParentId: null, since: null }
}
