import { AppPlan } from '@axiom/shared/suggest/plan'

import type { Collection, Db } from '../../platform/db/port.ts'

interface StoredAnswer {
  _id: string
  plan: string
  expireAt: Date
}

/** The same words are not paid for twice within a day. */
const KEPT_MS = 24 * 3_600_000

/** Plans of language models by all that was asked, for all processes that share the store. */
export async function createAnswerStore(db: Db, now: () => number) {
  const answers: Collection<StoredAnswer> = db.collection('ai_answers')
  await answers.createIndex({ expireAt: 1 }, { expireAfterSeconds: 0 })
  return {
    async find(key: string): Promise<AppPlan | null> {
      const known = await answers.findOne({ _id: key, expireAt: { $gt: new Date(now()) } })
      if (!known) return null
      // A plan of an older version may no longer be one.
      const parsed = AppPlan.safeParse(JSON.parse(known.plan))
      return parsed.success ? parsed.data : null
    },

    async keep(key: string, plan: AppPlan): Promise<void> {
      const expireAt = new Date(now() + KEPT_MS)
      await answers.updateOne({ _id: key }, { $set: { plan: JSON.stringify(plan), expireAt } }, { upsert: true })
    },
  }
}

export type AnswerStore = Awaited<ReturnType<typeof createAnswerStore>>
