import type { z } from 'zod'

import type { Collection, Db } from '../../platform/db/port.ts'

interface StoredAnswer {
  _id: string
  answer: string
  expireAt: Date
}

/** The same words are not paid for twice within a day. */
const KEPT_MS = 24 * 3_600_000

/** What language models answered, by all that was asked, for all processes that share the store. */
export async function createAnswerStore(db: Db, now: () => number) {
  const answers: Collection<StoredAnswer> = db.collection('ai_answers')
  await answers.createIndex({ expireAt: 1 }, { expireAfterSeconds: 0 })
  return {
    async find<T>(key: string, schema: z.ZodType<T>): Promise<T | null> {
      const known = await answers.findOne({ _id: key, expireAt: { $gt: new Date(now()) } })
      if (!known) return null
      // What an older version kept may no longer fit.
      const parsed = schema.safeParse(JSON.parse(known.answer))
      return parsed.success ? parsed.data : null
    },

    async keep(key: string, answer: unknown): Promise<void> {
      const expireAt = new Date(now() + KEPT_MS)
      await answers.updateOne({ _id: key }, { $set: { answer: JSON.stringify(answer), expireAt } }, { upsert: true })
    },
  }
}

export type AnswerStore = Awaited<ReturnType<typeof createAnswerStore>>
