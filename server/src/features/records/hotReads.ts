import type { Cache } from '../../platform/cache/cache.ts'
import type { RecordStore } from './store.ts'
import type { Rows } from './stored.ts'

/** What lists and sums read, in the way of the store. */
export type HotReads = Pick<RecordStore, 'list' | 'count' | 'group'>

/**
 * The same reads, kept until the collection changes. What is kept are rows as they are stored, under the whole filter, in which the
 * caller's rules are: who may see other rows asks for something else, and what he may see of them is judged each time.
 */
export function createHotReads(store: HotReads, cache: Cache): HotReads {
  function keep<T>(rows: Rows, asked: readonly unknown[], work: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(asked)
    // It rests on another collection too, whose changes are not told here.
    if (key.includes('"$refersTo"')) return work()
    return cache.get(rows.collection, key, work)
  }
  return {
    list: (rows, filter, page) =>
      page.session
        ? store.list(rows, filter, page)
        : keep(rows, ['list', filter, page], () => store.list(rows, filter, page)),
    count: (rows, filter) => keep(rows, ['count', filter], () => store.count(rows, filter)),
    group: (rows, ...asked) => keep(rows, ['group', ...asked], () => store.group(rows, ...asked)),
  }
}
