import type { Json } from '@axiom/shared/json'
import { describe, expect, it } from 'vitest'

import { noCache } from '../../platform/cache/cache.ts'
import { createMemoryCache } from '../../platform/cache/memoryCache.ts'
import { createMetrics } from '../../platform/metrics/metrics.ts'
import { type Answer, createAnswers } from './answers.ts'

const answerOf = (data: Json): Answer => ({ data, meta: { columns: null, truncated: false, changed: null } })
const reads = () => createMetrics().counter('reads', 'Reads.', ['outcome'])

describe('answers of queries', () => {
  it('are given again for as long as they say, by another process too, and no longer', async () => {
    let clock = 1_000_000
    const cache = createMemoryCache(reads())
    const [one, other] = [createAnswers(() => clock, cache), createAnswers(() => clock, cache)]
    let asked = 0
    const ask = (answers: typeof one, key = 'k', seconds = 60) =>
      answers.get({ sourceId: 's', key, seconds }, () => Promise.resolve(answerOf(++asked)))
    expect(await ask(one)).toEqual({ answer: answerOf(1), isKept: false })
    expect(await ask(one)).toEqual({ answer: answerOf(1), isKept: true })
    expect(await ask(other)).toEqual({ answer: answerOf(1), isKept: true })
    expect(await ask(other, 'another')).toEqual({ answer: answerOf(2), isKept: false })
    clock += 61_000
    expect((await ask(other)).answer).toEqual(answerOf(3))
    expect((await ask(one)).answer).toEqual(answerOf(3))
    expect(await ask(one, 'k', 0)).toEqual({ answer: answerOf(4), isKept: false })
  })

  it('are each process’s own where none can hear of the others, and a failure is not kept', async () => {
    const [one, other] = [createAnswers(Date.now, noCache), createAnswers(Date.now, noCache)]
    let asked = 0
    const asking = { sourceId: 's', key: 'k', seconds: 60 }
    const work = () => Promise.resolve(answerOf(++asked))
    await expect(one.get(asking, () => Promise.reject(new Error('locked')))).rejects.toThrow('locked')
    for (const answers of [one, one, other]) await answers.get(asking, work)
    expect(asked).toBe(2)
  })
})
