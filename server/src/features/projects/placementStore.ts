import type { Collection, Database, Db } from '../../platform/db/port.ts'
import type { StoredProject } from './stored.ts'

/** In which databases the rows of projects are. `names`: those that new ones go to; none: where everything is. */
export async function placementQueries(db: Db, names: readonly string[]) {
  const projects: Collection<StoredProject> = db.collection('projects')
  await projects.createIndex({ placement: 1 })
  const choices = names.map((name) => (name === db.name ? null : db.database(name).name))

  return {
    /**
     * Where a new project's rows go: where the fewest projects are, those included that nobody has purged yet. Two that are made at
     * the same moment may choose the same, which the next ones make good. Undefined: where everything is.
     */
    async choosePlacement(): Promise<string | undefined> {
      if (choices.length === 0) return undefined
      const counts = await Promise.all(choices.map((placement) => projects.countDocuments({ placement })))
      return choices[counts.indexOf(Math.min(...counts))] ?? undefined
    },

    /** Every database in which there may be rows: also those that no new project goes to any more. */
    async listPlacements(): Promise<Database[]> {
      const rows = await projects.group({ placement: { $ne: null } }, ['placement'], {})
      const used = rows.map((row) => (row['_id'] as { placement: string }).placement)
      const others = new Set([...choices.filter((name) => name !== null), ...used])
      return [db, ...[...others].sort().map((name) => db.database(name))]
    },
  }
}
