import { hash } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import type { Cache } from '../../platform/cache/cache.ts'
import type { Filter, FindOptions, ShownDocuments } from '../../platform/db/port.ts'
import type { RecordStore } from './store.ts'
import type { Rows, StoredRecord } from './stored.ts'

/** What lists and sums read, in the way of the store. */
export interface HotReads extends Pick<RecordStore, 'list' | 'count' | 'group'> {
  /** Null: asked before, so that `list` may have kept it. */
  listShown: (...asked: Parameters<RecordStore['listShown']>) => Promise<ShownDocuments<StoredRecord> | null>
}

/** Of so many lists it is known that they were asked before. */
const REMEMBERED = 5_000

/**
 * The same reads, kept until the collection changes. What is kept are rows as they are stored, under the whole filter, in which the
 * caller's rules are: who may see other rows asks for something else, and what he may see of them is judged each time. A
 * list is kept when it is asked again: most are asked once, and are found sooner than they are written down.
 */
export function createHotReads(store: Pick<RecordStore, keyof HotReads>, cache: Cache): HotReads {
  const askedBefore = new LRUCache<string, true>({ max: REMEMBERED })

  function isNew(rows: Rows, key: string): boolean {
    // A filter may be long, and anybody's: what is remembered of it is not.
    const place = hash('sha256', `${rows.collection}/${key}`, 'base64url')
    if (askedBefore.get(place)) return false
    askedBefore.set(place, true)
    return true
  }

  function keep<T>(rows: Rows, key: string, work: () => Promise<T>): Promise<T> {
    // It rests on another collection too, whose changes are not told here.
    return key.includes('"$refersTo"') ? work() : cache.get(rows.collection, key, work)
  }

  return {
    async listShown(rows, filter, page, shape) {
      return isNew(rows, keyOf(filter, page)) ? store.listShown(rows, filter, page, shape) : null
    },
    list(rows, filter, page) {
      const key = keyOf(filter, page)
      const work = () => store.list(rows, filter, page)
      return page.session || isNew(rows, key) ? work() : keep(rows, key, work)
    },
    count: (rows, filter) => keep(rows, JSON.stringify(['count', filter]), () => store.count(rows, filter)),
    group: (rows, ...asked) => keep(rows, JSON.stringify(['group', ...asked]), () => store.group(rows, ...asked)),
  }
}

function keyOf(filter: Filter, page: FindOptions): string {
  return JSON.stringify(['list', filter, page])
}
