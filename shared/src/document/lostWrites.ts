import * as Y from 'yjs'

import { sameValue, setPlace } from './operations/support.ts'
import { parsePlace, TRASH } from './place.ts'
import { ROOTS, type Origin, type ProjectDoc, type RootName, type Row, type RowRoot } from './projectDoc.ts'
import { describeKey } from './schema.ts'

/** A register that one wrote, and that somebody else wrote without having seen it: theirs won [M8]. */
export interface LostWrite {
  root: RootName
  /** null: the key lies directly in the root. */
  row: string | null
  key: string
  mine: unknown
  theirs: unknown
  /** Client id of the winner. */
  by: number
}

/**
 * What was lost in a transaction that brought edits of others. Call it from `afterTransaction`: later the values are collected. A
 * write that had seen ours is no conflict but an answer, and is not listed.
 */
export function findLostWrites(
  doc: ProjectDoc,
  transaction: Y.Transaction,
  isOwn: (client: number) => boolean,
): LostWrite[] {
  const lost: LostWrite[] = []
  for (const [type, keys] of transaction.changed) {
    const place = type instanceof Y.Map ? rowOf(doc, type) : null
    if (place === null) continue
    for (const key of keys) {
      if (key === null || describeKey(place.root, key)?.kind !== 'register') continue
      const now = type._map.get(key) ?? null
      const before = now && overtaken(transaction, now)
      if (!now || !before || isOwn(now.id.client) || !isOwn(before.id.client)) continue
      const [mine, theirs] = [valueOf(before), valueOf(now)]
      if (!isSame(key, mine, theirs)) lost.push({ ...place, key, mine, theirs, by: now.id.client })
    }
  }
  return lost
}

/** Writes the lost values once more, now knowing the others'. */
export function insistOn(doc: ProjectDoc, writes: readonly LostWrite[], origin: Origin): void {
  doc.y.transact(() => {
    for (const { root, row: id, key, mine } of writes) {
      const row = id === null ? (doc.roots[root] as Row) : doc.roots[root as RowRoot].get(id)
      const place = key === 'at' ? parsePlace(mine) : null
      if (row && place) setPlace(doc, row, place)
      else row?.set(key, mine)
    }
  }, origin)
}

function rowOf(doc: ProjectDoc, map: Y.Map<unknown>): { root: RootName; row: string | null } | null {
  const isRow = map._item !== null
  const root = ROOTS.find((name) => doc.roots[name] === (isRow ? map.parent : map))
  return root === undefined ? null : { root, row: map._item?.parentSub ?? null }
}

/** The value that was current before the transaction, if whoever wrote the new one had not seen it. */
function overtaken({ beforeState, deleteSet, doc }: Y.Transaction, now: Y.Item): Y.Item | null {
  const isOld = ({ id }: Y.Item): boolean => id.clock < (beforeState.get(id.client) ?? 0)
  if (isOld(now)) return null
  let before = now.left
  while (before !== null && !(isOld(before) && Y.isDeleted(deleteSet, before.id))) before = before.left
  let seen: unknown = now
  while (before !== null && seen instanceof Y.Item) {
    if (seen === before) return null
    seen = seen.origin === null ? null : Y.getItem(doc.store, seen.origin)
  }
  return before
}

function valueOf({ content }: Y.Item): unknown {
  return content instanceof Y.ContentAny ? content.arr.at(-1) : undefined
}

/** Both deleted it, or both moved it to one place: nobody lost. */
function isSame(key: string, a: unknown, b: unknown): boolean {
  const [mine, theirs] = key === 'at' ? [parsePlace(a), parsePlace(b)] : [null, null]
  if (!mine || !theirs) return sameValue(a, b)
  return mine.parentId === theirs.parentId && (mine.parentId === TRASH || mine.index === theirs.index)
}
