import type { Database } from '../../platform/db/port.ts'

/** Of records, each with its files and indexes in the store: MongoDB's makers advise against more than 10,000 in a replica set. */
const MANY = 5_000
/** Strangers may ask for health, and listing thousands of names takes a while. */
const FRESH_MS = 60_000

type Listed = Pick<Database, 'name' | 'listCollections'>

/** Warns of each database with very many collections of records: one for each model and environment. */
export function warnOfCollections(databases: () => Promise<Listed[]>, now: () => number): () => Promise<string[]> {
  let known: { warnings: Promise<string[]>; at: number } | null = null
  return async () => {
    if (known === null || now() - known.at >= FRESH_MS) known = { warnings: look(databases), at: now() }
    const asked = known
    return asked.warnings.catch((error: unknown) => {
      if (known === asked) known = null
      throw error
    })
  }
}

async function look(databases: () => Promise<Listed[]>): Promise<string[]> {
  const all = await databases()
  const counts = await Promise.all(
    all.map(async (database) => ({ name: database.name, count: (await database.listCollections('r_')).length })),
  )
  return counts.flatMap(({ name, count }) => (count < MANY ? [] : [textOf(all.length > 1 ? name : null, count)]))
}

function textOf(database: string | null, count: number): string {
  const where = database === null ? '' : ` in the database ${database}`
  const amount = count.toLocaleString('en')
  return `There are ${amount} collections of records${where}, and a store becomes slow beyond 10,000. Delete what nobody uses; on MongoDB the rows of new projects can go to other databases (MONGODB_PLACEMENTS).`
}
