import type { Entrance } from '@axiom/shared/contracts/appAccess'

import type { Collection, Db } from '../../platform/db/port.ts'

export interface StoredAccess {
  _id: string
  entrance: Entrance
  frameOrigins: string[]
  /** Secret of the link. Not hashed: members are shown the link whenever they want to hand it on. */
  linkKey: string | null
}

export type AppAccessRow = Omit<StoredAccess, '_id'>

const OPEN: AppAccessRow = { entrance: 'public', frameOrigins: [], linkKey: null }

/** Asked with every request of an app: kept for so long. */
const FRESH_MS = 1_000
const MAX_KEPT = 500

interface Kept {
  at: number
  row: Promise<AppAccessRow>
}

/** Who may open each project's app. */
export function createAccessStore(db: Db, now: () => number) {
  const rows: Collection<StoredAccess> = db.collection('app_access')
  const kept = new Map<string, Kept>()

  async function read(projectId: string): Promise<AppAccessRow> {
    const stored = await rows.findOne({ _id: projectId })
    if (!stored) return OPEN
    const { entrance, frameOrigins, linkKey } = stored
    return { entrance, frameOrigins, linkKey }
  }

  return {
    read,
    /** As it was at most a second ago. */
    readKept(projectId: string): Promise<AppAccessRow> {
      const known = kept.get(projectId)
      if (known && now() - known.at < FRESH_MS) return known.row
      const row = read(projectId)
      kept.delete(projectId)
      kept.set(projectId, { at: now(), row })
      if (kept.size > MAX_KEPT) kept.delete(kept.keys().next().value ?? '')
      row.catch(() => kept.delete(projectId))
      return row
    },
    forgetProject: (projectId: string) => rows.deleteOne({ _id: projectId }),
    async write(projectId: string, values: Partial<AppAccessRow>): Promise<void> {
      await rows.updateOne(
        { _id: projectId },
        { $set: { ...OPEN, ...(await read(projectId)), ...values } },
        { upsert: true },
      )
      kept.delete(projectId)
    },
  }
}

export type AccessStore = ReturnType<typeof createAccessStore>
