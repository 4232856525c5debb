import type { Collection, Db, Filter } from '../../platform/db/port.ts'
import type { ResolvedProject } from '../projects/index.ts'
import { rowsPrefix, type StoredCounter, type StoredIdempotency } from './stored.ts'

export interface PurgeQueriesDeps {
  db: Db
  counters: Collection<StoredCounter>
  keys: Collection<StoredIdempotency>
}

/** Takes away all rows of a project, whatever its models are by now, and what is known of them. */
export function purgeQueries({ db, counters, keys }: PurgeQueriesDeps) {
  return {
    async forgetRows({ id, placement }: Pick<ResolvedProject, 'id' | 'placement'>): Promise<void> {
      const [database, prefix] = [db.database(placement), rowsPrefix(id)]
      for (const name of await database.listCollections(prefix)) await database.collection(name).drop()
      await counters.deleteMany(beginningWith(prefix))
      await keys.deleteMany(beginningWith(`${id}/`))
    },
  }
}

/** Behind the beginning come letters, digits and a few signs, all of them before `~`. */
function beginningWith(text: string): Filter {
  return { _id: { $gte: text, $lt: `${text}~` } }
}
