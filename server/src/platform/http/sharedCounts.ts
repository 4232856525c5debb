import type { Collection, Db } from '../db/port.ts'

interface StoredCount {
  _id: string
  n: number
  expireAt: Date
}

export interface Counted {
  /** How often it happened since the window began, this time included. */
  count: number
  /** Milliseconds until the window ends. */
  msLeft: number
}

/** Counts by key, in windows of `seconds` from the first time on, for all processes that share the store. */
export type SharedCounts = (key: string, seconds: number) => Promise<Counted>

export async function createSharedCounts(db: Db, now: () => number): Promise<SharedCounts> {
  const counts: Collection<StoredCount> = db.collection('limits')
  await counts.createIndex({ expireAt: 1 }, { expireAfterSeconds: 0 })
  return async (key, seconds) => {
    const at = new Date(now())
    const more = { $inc: { n: 1 } }
    let counted = await counts.findOneAndUpdate({ _id: key, expireAt: { $gt: at } }, more)
    if (counted === null) {
      // A window that is over; of several processes that find it so one begins the next.
      await counts.deleteOne({ _id: key, expireAt: { $lte: at } })
      const first = { n: 0, expireAt: new Date(now() + seconds * 1_000) }
      await counts.updateOne({ _id: key }, { $setOnInsert: first }, { upsert: true })
      counted = await counts.findOneAndUpdate({ _id: key }, more)
    }
    return { count: counted?.n ?? 1, msLeft: (counted?.expireAt.getTime() ?? now()) - now() }
  }
}
