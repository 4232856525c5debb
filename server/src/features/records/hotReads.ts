import type { Cache } from '../../platform/cache/cache.ts'
import type { RecordStore } from './store.ts'
import { collectionOf, type Env } from './stored.ts'

/** What lists and sums read, in the way of the store. */
export type HotReads = Pick<RecordStore, 'list' | 'count' | 'group'>

/**
 * The same reads, kept until the collection changes. What is kept are rows as they are stored, under the whole filter, in which the
 * caller's rules are: who may see other rows asks for something else, and what he may see of them is judged each time.
 */
export function createHotReads(store: HotReads, cache: Cache): HotReads {
  function keep<T>(modelId: string, env: Env, asked: readonly unknown[], work: () => Promise<T>): Promise<T> {
    const key = JSON.stringify(asked)
    // It rests on another collection too, whose changes are not told here.
    if (key.includes('"$refersTo"')) return work()
    return cache.get(collectionOf(modelId, env), key, work)
  }
  return {
    list: (modelId, env, filter, page) =>
      page.session
        ? store.list(modelId, env, filter, page)
        : keep(modelId, env, ['list', filter, page], () => store.list(modelId, env, filter, page)),
    count: (modelId, env, filter) => keep(modelId, env, ['count', filter], () => store.count(modelId, env, filter)),
    group: (modelId, env, ...asked) =>
      keep(modelId, env, ['group', ...asked], () => store.group(modelId, env, ...asked)),
  }
}
