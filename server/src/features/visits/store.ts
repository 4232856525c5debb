import { type Collection, type Db, DuplicateKey } from '../../platform/db/port.ts'

/** What happened in a project's app on a day. */
export interface StoredVisits {
  _id: string
  projectId: string
  day: string
  views: number
  visitors: number
  sent: number
  /** By id of the screen. */
  screens?: Record<string, number>
  /** By host, as a path may have it. */
  referrers?: Record<string, number>
  devices?: Record<string, number>
  /** The day, for its end. */
  at: Date
}

interface StoredSalt {
  _id: string
  salt: string
  at: Date
}

/** That somebody was there on that day; nothing that leads to him. */
interface StoredMark {
  _id: string
  at: Date
}

export type Additions = Readonly<Record<string, number>>

const DAY_S = 24 * 3_600
/** Thirteen months, so that a month can be compared with the one a year before. */
const KEPT_DAYS = 396

/** Counts by day; the salts and marks behind them are gone two days later. */
export async function createVisitStore(db: Db) {
  const visits: Collection<StoredVisits> = db.collection('app_visits')
  const salts: Collection<StoredSalt> = db.collection('visit_salts')
  const marks: Collection<StoredMark> = db.collection('visit_marks')
  await visits.createIndex({ projectId: 1, day: 1 })
  await visits.createIndex({ at: 1 }, { expireAfterSeconds: KEPT_DAYS * DAY_S })
  await salts.createIndex({ at: 1 }, { expireAfterSeconds: 2 * DAY_S })
  await marks.createIndex({ at: 1 }, { expireAfterSeconds: 2 * DAY_S })

  /** False when it is there already. */
  async function isNew(inserting: Promise<void>): Promise<boolean> {
    try {
      await inserting
      return true
    } catch (error) {
      if (error instanceof DuplicateKey) return false
      throw error
    }
  }

  return {
    find: (projectId: string, day: string) => visits.findOne({ _id: `${projectId}:${day}` }),
    since: (projectId: string, day: string) => visits.find({ projectId, day: { $gte: day } }, { sort: { day: 1 } }),
    add: (projectId: string, day: string, additions: Additions) =>
      visits.updateOne(
        { _id: `${projectId}:${day}` },
        { $inc: additions, $setOnInsert: { projectId, day, at: new Date(day) } },
        { upsert: true },
      ),
    /** The day's own salt, the same in every process. */
    async salt(day: string, made: string): Promise<string> {
      if (await isNew(salts.insertOne({ _id: day, salt: made, at: new Date(day) }))) return made
      return (await salts.findOne({ _id: day }))?.salt ?? made
    },
    forgetProject: (projectId: string) => visits.deleteMany({ projectId }),
    mark: (hash: string, day: string) => isNew(marks.insertOne({ _id: hash, at: new Date(day) })),
  }
}

export type VisitStore = Awaited<ReturnType<typeof createVisitStore>>
