import { afterEach, describe, expect, it, vi } from 'vitest'

import type { Cache } from './cache.ts'

/** What every cache promises. `open` gives one more process of the same installation; `isReady` says when it can be asked. */
export function describeCache(name: string, open: () => Cache, isReady: (cache: Cache) => Promise<void>): void {
  describe(`Cache: ${name}`, () => {
    const caches: Cache[] = []
    const join = async (): Promise<Cache> => {
      const cache = open()
      caches.push(cache)
      await isReady(cache)
      return cache
    }
    /** A new group each time; what it holds is counted. */
    let made = 0
    const counting = () => {
      const group = `g${++made}${Math.random()}`
      const work = vi.fn(() => Promise.resolve({ n: work.mock.calls.length }))
      return { group, work }
    }

    afterEach(async () => {
      await Promise.all(caches.splice(0).map((cache) => cache.close()))
    })

    it('works out once what is asked again, and gives each a copy of his own', async () => {
      const cache = await join()
      const { group, work } = counting()
      const first = await cache.get(group, 'a', work)
      await kept(cache, group)
      const second = await cache.get(group, 'a', work)
      expect([first, second]).toEqual([{ n: 1 }, { n: 1 }])
      expect(second).not.toBe(first)
    })

    it('keeps questions and groups apart', async () => {
      const cache = await join()
      const { group, work } = counting()
      const other = counting()
      for (const key of ['a', 'b', '{"$and":[]}']) await cache.get(group, key, work)
      await cache.get(other.group, 'a', other.work)
      await kept(cache, group)
      expect(await cache.get(group, 'b', work)).toEqual({ n: 2 })
      expect(await cache.get(other.group, 'a', other.work)).toEqual({ n: 1 })
    })

    it('gives nothing that is older than the last change, also when its work ends after it', async () => {
      const cache = await join()
      const { group, work } = counting()
      await cache.get(group, 'a', work)
      await cache.renew([group])
      expect(await cache.get(group, 'a', work)).toEqual({ n: 2 })
      const gate = Promise.withResolvers<string>()
      const began = Promise.withResolvers<void>()
      const slow = cache.get(group, 'slow', () => {
        began.resolve()
        return gate.promise
      })
      await began.promise
      await cache.renew([group])
      // Asked after the change: it neither waits for what began before, nor gets it.
      expect(await cache.get(group, 'slow', () => Promise.resolve('new'))).toBe('new')
      gate.resolve('old')
      expect(await slow).toBe('old')
      await kept(cache, group)
      expect(await cache.get(group, 'slow', () => Promise.resolve('newer'))).toMatch(/^new/)
    })

    it('lets those who ask at the same time share the work', async () => {
      const cache = await join()
      const { group, work } = counting()
      const gate = Promise.withResolvers<void>()
      const slow = async () => (await gate.promise, work())
      const both = [cache.get(group, 'a', slow), cache.get(group, 'a', slow)]
      // Who asks later is answered later: both have looked and found nothing.
      for (const key of ['b', 'c']) await cache.get(group, key, () => Promise.resolve(0))
      gate.resolve()
      expect(await Promise.all(both)).toEqual([{ n: 1 }, { n: 1 }])
    })

    it('keeps no failure', async () => {
      const cache = await join()
      const { group } = counting()
      await expect(cache.get(group, 'a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
      expect(await cache.get(group, 'a', () => Promise.resolve('yes'))).toBe('yes')
    })

    it('keeps null and nothing that is very long', async () => {
      const cache = await join()
      const { group } = counting()
      const long = vi.fn(() => Promise.resolve('x'.repeat(300_000)))
      await cache.get(group, 'long', long)
      await cache.get(group, 'null', () => Promise.resolve(null))
      await kept(cache, group)
      await cache.get(group, 'long', long)
      expect(long).toHaveBeenCalledTimes(2)
      expect(await cache.get(group, 'null', () => Promise.resolve('something'))).toBeNull()
    })
  })
}

/** What was worked out before is kept when what was asked for after it is. */
async function kept(cache: Cache, group: string): Promise<void> {
  const key = `fence ${Math.random()}`
  await vi.waitFor(async () => {
    expect(
      await cache
        .get<number>(group, key, () => Promise.resolve(1))
        .then(() => cache.get(group, key, () => Promise.resolve(2))),
    ).toBe(1)
  })
}
