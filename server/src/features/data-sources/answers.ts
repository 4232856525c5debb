import type { QueryAnswer } from '@axiom/shared/contracts/dataSources'

import type { Cache } from '../../platform/cache/cache.ts'

export type Answer = Pick<QueryAnswer, 'data'> & { meta: Omit<QueryAnswer['meta'], 'cached' | 'ms'> }

interface Kept {
  answer: Answer
  /** When the source answered. */
  at: number
}

export interface Asking {
  /** Of which source: what is kept of it is one group. */
  sourceId: string
  /** Everything on which the answer rests. */
  key: string
  /** For so long it may be given again; 0: never. */
  seconds: number
}

/** Characters of JSON, of all answers together. */
const CAPACITY = 32 * 1024 * 1024

/**
 * Answers of queries that may be given again: in this process for as long as they say, and over all processes while the cache of the
 * installation has them. What changes an answer is in its key, so nothing has to be taken out.
 */
export function createAnswers(now: () => number, cache: Cache) {
  const kept = new Map<string, { held: Kept; until: number; size: number }>()
  let total = 0

  function drop(key: string): void {
    total -= kept.get(key)?.size ?? 0
    kept.delete(key)
  }

  function find(key: string): Kept | null {
    const known = kept.get(key)
    if (!known) return null
    if (known.until > now()) return known.held
    drop(key)
    return null
  }

  function keep(key: string, held: Kept, seconds: number): void {
    const size = key.length + JSON.stringify(held.answer).length
    if (size > CAPACITY / 8) return
    drop(key)
    kept.set(key, { held, until: held.at + seconds * 1_000, size })
    total += size
    for (const oldest of kept.keys()) {
      if (total <= CAPACITY) return
      drop(oldest)
    }
  }

  return {
    /** What is kept, or what `work` gives; it rejects with the error of `work` only, which is not kept. */
    async get(
      { sourceId, key, seconds }: Asking,
      work: () => Promise<Answer>,
    ): Promise<{ answer: Answer; isKept: boolean }> {
      if (seconds <= 0) return { answer: await work(), isKept: false }
      const known = find(key)
      if (known) return { answer: known.answer, isKept: true }
      let isMine = false
      // A new name after each span: none is older than one.
      const span = Math.floor(now() / (seconds * 1_000))
      const held = await cache.get<Kept>(`query:${sourceId}`, `${span} ${key}`, async () => {
        isMine = true
        return { answer: await work(), at: now() }
      })
      keep(key, held, seconds)
      return { answer: held.answer, isKept: !isMine }
    },
  }
}
