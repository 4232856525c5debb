import type { QueryAnswer } from '@axiom/shared/contracts/dataSources'

type Answer = Pick<QueryAnswer, 'data'> & { meta: Omit<QueryAnswer['meta'], 'cached' | 'ms'> }

/** Characters of JSON, of all answers together. */
const CAPACITY = 32 * 1024 * 1024

/** Answers of queries that may be given again. What changes an answer is in its key, so nothing has to be taken out. */
export function createAnswers(now: () => number) {
  const kept = new Map<string, { answer: Answer; until: number; size: number }>()
  let total = 0

  function drop(key: string): void {
    total -= kept.get(key)?.size ?? 0
    kept.delete(key)
  }

  return {
    find(key: string): Answer | null {
      const known = kept.get(key)
      if (!known) return null
      if (known.until > now()) return known.answer
      drop(key)
      return null
    },
    keep(key: string, answer: Answer, seconds: number): void {
      const size = key.length + JSON.stringify(answer).length
      if (seconds <= 0 || size > CAPACITY / 8) return
      drop(key)
      kept.set(key, { answer, until: now() + seconds * 1000, size })
      total += size
      for (const oldest of kept.keys()) {
        if (total <= CAPACITY) return
        drop(oldest)
      }
    },
  }
}
