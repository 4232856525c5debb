import type { Db } from '../../platform/db/port.ts'

/** Of records, each with its files and indexes in the store: MongoDB's makers advise against more than 10,000 in a replica set. */
const MANY = 5_000
/** Strangers may ask for health, and listing thousands of names takes a while. */
const FRESH_MS = 60_000

/** Warns when there are very many collections of records: one for each model and environment. */
export function warnOfCollections(db: Pick<Db, 'countCollections'>, now: () => number): () => Promise<string[]> {
  let known: { count: Promise<number>; at: number } | null = null
  return async () => {
    if (known === null || now() - known.at >= FRESH_MS) known = { count: db.countCollections('r_'), at: now() }
    const asked = known
    const count = await asked.count.catch((error: unknown) => {
      if (known === asked) known = null
      throw error
    })
    if (count < MANY) return []
    const amount = count.toLocaleString('en')
    return [
      `There are ${amount} collections of records, and a store becomes slow beyond 10,000. Delete what nobody uses.`,
    ]
  }
}
