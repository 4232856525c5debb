import type { Json } from '@axiom/shared/json'
import { Cron } from 'croner'

import type { Collection, Db } from '../db/port.ts'
import type { Schedule } from './jobs.ts'
import type { JobStore } from './jobStore.ts'

interface StoredSchedule {
  _id: string
  kind: string
  cron: string
  timeZone: string
  payload: string
  /** Null: it never comes again. */
  nextAt: Date | null
}

const BATCH = 100

/** Times at which jobs are added. Each process looks; the row says who was first. */
export async function createSchedules(db: Db, { add }: Pick<JobStore, 'add'>, now: () => number) {
  const schedules: Collection<StoredSchedule> = db.collection('job_schedules')
  await schedules.createIndex({ nextAt: 1 })

  async function fire({ _id, nextAt, cron, timeZone, kind, payload }: StoredSchedule): Promise<void> {
    const next = nextTime({ cron, timeZone }, now())
    await db.withTransaction(async (session) => {
      const { matchedCount } = await schedules.updateOne({ _id, nextAt }, { $set: { nextAt: next } }, { session })
      if (matchedCount === 0) return
      await add({ kind, payload: JSON.parse(payload) as Json, dueAt: now() }, session)
    })
  }

  return {
    async set(kind: string, { name, cron, timeZone = 'UTC', payload, session }: Schedule<Json>): Promise<void> {
      const inSession = session ? { session } : {}
      const what = { kind, cron, timeZone, payload: JSON.stringify(payload) }
      const known = await schedules.findOne({ _id: name }, inSession)
      // The next time stays: a restart between two of them would otherwise skip one.
      const same = known !== null && known.cron === cron && known.timeZone === timeZone
      const nextAt = same ? known.nextAt : nextTime({ cron, timeZone }, now())
      await schedules.updateOne({ _id: name }, { $set: { ...what, nextAt } }, { ...inSession, upsert: true })
    },
    async remove(name: string, inSession: Pick<Schedule<Json>, 'session'> = {}): Promise<void> {
      await schedules.deleteOne({ _id: name }, inSession)
    },
    /** Adds the jobs whose time has come. */
    async tick(kinds: string[]): Promise<void> {
      const filter = { nextAt: { $lte: new Date(now()) }, kind: { $in: kinds } }
      const due = await schedules.find(filter, { sort: { nextAt: 1 }, limit: BATCH })
      for (const schedule of due) await fire(schedule)
    },
  }
}

export type Schedules = Awaited<ReturnType<typeof createSchedules>>

/** The first time after `at` (ms) that an expression names; null when there is none. Throws RangeError for a wrong one. */
export function nextTime({ cron, timeZone }: { cron: string; timeZone: string }, at: number): Date | null {
  try {
    return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(new Date(at))
  } catch (error) {
    // Croner throws TypeError for patterns, and what Intl throws for time zones.
    throw new RangeError(error instanceof Error ? error.message : String(error), { cause: error })
  }
}
