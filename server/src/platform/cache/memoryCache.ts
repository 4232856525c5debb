import { LRUCache } from 'lru-cache'

import { type Cache, type CacheReads, KEPT_MS, LONGEST } from './cache.ts'
import { createFlights } from './flights.ts'

/** Characters of all answers together; about as many bytes, mostly. */
const ROOM = 32 * 1024 * 1024

/** Answers kept in this process, for who is the only one. */
export function createMemoryCache(reads: CacheReads): Cache {
  const kept = new LRUCache<string, string>({
    maxSize: ROOM,
    sizeCalculation: (text, key) => text.length + key.length,
    ttl: KEPT_MS,
  })
  const versions = new Map<string, number>()
  const share = createFlights()
  let last = 0

  return {
    async get<T>(group: string, key: string, work: () => Promise<T>): Promise<T> {
      // The version is part of the key, read before the work begins: what is overtaken by a change is never found again.
      const place = `${group}/${versions.get(group) ?? 0}/${key}`
      const known = kept.get(place)
      reads.inc({ outcome: known === undefined ? 'miss' : 'hit' })
      if (known !== undefined) return JSON.parse(known) as T
      return share(place, work, (text) => {
        if (text.length <= LONGEST) kept.set(place, text)
      })
    },
    async renew(groups) {
      for (const group of groups) versions.set(group, ++last)
    },
    async close() {
      kept.clear()
    },
  }
}
