import * as Y from 'yjs'

import type { Place } from './places.ts'

/** What the judge asks about a document as it was before the update that is judged. */
export interface Before {
  /** The document already holds the update. */
  readonly isApplied: boolean
  /** Clock ticks of this client that were there. */
  clock(client: number): number
  /** The item was there and was not deleted. */
  isLive(item: Y.Item): boolean
  hasRow(root: string, row: string): boolean
  /** The first of the keys that has no value after the update. */
  findGone(keys: readonly Place[]): Place | null
}

/** An update that is not applied yet: the document is as before. `bytes` are the update. */
export function notYetApplied(y: Y.Doc, bytes: Uint8Array): Before {
  return {
    isApplied: false,
    clock: (client) => Y.getState(y.store, client),
    isLive: (item) => !item.deleted,
    hasRow: (root, row) => y.getMap(root).has(row),
    findGone(keys) {
      // Who wins, only Yjs knows, so this rare case is tried on a copy.
      const copy = new Y.Doc()
      Y.applyUpdate(copy, Y.encodeStateAsUpdate(y))
      Y.applyUpdate(copy, bytes)
      const gone = keys.find((key) => isGone(copy, key)) ?? null
      copy.destroy()
      return gone
    },
  }
}

/** The update of a transaction that has just ended: the document is as after it. */
export function justDone({ doc, beforeState, deleteSet }: Y.Transaction): Before {
  const clock = (client: number): number => beforeState.get(client) ?? 0
  // What was deleted just now has been merged with what was deleted before: the newest is last.
  const isLive = (item: Y.Item): boolean =>
    item.id.clock < clock(item.id.client) &&
    (!item.deleted || Y.isDeleted(deleteSet, item.id) || Y.isDeleted(deleteSet, item.lastId))
  return {
    isApplied: true,
    clock,
    isLive,
    hasRow(root, row) {
      for (let item = doc.getMap(root)._map.get(row) ?? null; item !== null; item = item.left)
        if (isLive(item)) return true
      return false
    },
    findGone: (keys) => keys.find((key) => isGone(doc, key)) ?? null,
  }
}

function isGone(y: Y.Doc, { root, row, key }: Place): boolean {
  const entry = y.getMap(root).get(row ?? '')
  return key === null ? entry === undefined : !(entry instanceof Y.Map) || !entry.has(key)
}
