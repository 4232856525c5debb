import { createHash } from 'node:crypto'

import { newId } from '@axiom/shared/ids'
import type { Json } from '@axiom/shared/json'

import type { Collection, Db, Session } from '../db/port.ts'

/** A job that waits or runs. */
export interface StoredJob {
  /** Of a job with a key it follows from kind and key, so that there is one at a time. */
  _id: string
  /** Of this one, also when a later job has the same key. */
  run: string
  kind: string
  /** JSON text: one value that no store interprets. */
  payload: string
  /** When it is due. While somebody has taken it: when he is thought dead unless he says otherwise. */
  dueAt: Date
  /** How often it was begun. */
  attempts: number
  /** Who works on it, a new one each time. */
  claim: string | null
  createdAt: Date
  error: string | null
}

interface StoredDeadJob {
  _id: string
  kind: string
  payload: string
  attempts: number
  error: string
  diedAt: Date
}

const KEEP_DEAD_SECONDS = 30 * 24 * 3_600
const ERROR_LENGTH = 2_000

export interface NewJob {
  kind: string
  payload: Json
  dueAt: number
  key?: string | undefined
}

/** Jobs as rows: what waits, what runs, and what was given up. Both runners take from here, so that nothing depends on Redis. */
export async function createJobStore(db: Db, now: () => number) {
  const jobs: Collection<StoredJob> = db.collection('jobs')
  const dead: Collection<StoredDeadJob> = db.collection('dead_jobs')
  await jobs.createIndex({ dueAt: 1 })
  await jobs.createIndex({ kind: 1, dueAt: 1 })
  await dead.createIndex({ diedAt: -1 })
  await dead.createIndex({ diedAt: 1 }, { expireAfterSeconds: KEEP_DEAD_SECONDS })

  return {
    async add({ kind, payload, dueAt, key }: NewJob, session?: Session): Promise<void> {
      const job: StoredJob = {
        _id: key === undefined ? newId(16) : idOfKey(kind, key),
        run: newId(16),
        kind,
        payload: JSON.stringify(payload),
        dueAt: new Date(dueAt),
        attempts: 0,
        claim: null,
        createdAt: new Date(now()),
        error: null,
      }
      const inSession = session ? { session } : {}
      if (key === undefined) return jobs.insertOne(job, inSession)
      const { _id, ...rest } = job
      await jobs.updateOne({ _id }, { $setOnInsert: rest }, { ...inSession, upsert: true })
    },

    due: (kinds: string[], limit: number): Promise<StoredJob[]> =>
      jobs.find({ dueAt: { $lte: new Date(now()) }, kind: { $in: kinds } }, { sort: { dueAt: 1 }, limit }),

    /** Null when somebody else was quicker. `attempts` is what the caller has seen. */
    claim: (seen: Pick<StoredJob, '_id' | 'run' | 'attempts'>, leaseMs: number): Promise<StoredJob | null> =>
      jobs.findOneAndUpdate(
        { _id: seen._id, run: seen.run, attempts: seen.attempts },
        { $set: { claim: newId(), dueAt: new Date(now() + leaseMs) }, $inc: { attempts: 1 } },
      ),
    /** Somebody was told to take it: for so long nobody else need be. */
    async putOff({ _id, run, attempts }: StoredJob, ms: number): Promise<void> {
      await jobs.updateOne({ _id, run, attempts }, { $set: { dueAt: new Date(now() + ms) } })
    },
    /** False when the job has been taken over. */
    async extend({ _id, claim }: StoredJob, leaseMs: number): Promise<boolean> {
      const dueAt = new Date(now() + leaseMs)
      return (await jobs.updateOne({ _id, claim }, { $set: { dueAt } })).matchedCount === 1
    },
    async finish({ _id, claim }: StoredJob): Promise<boolean> {
      return (await jobs.deleteOne({ _id, claim })) === 1
    },
    async repeat({ _id, claim }: StoredJob, { at, error }: { at: number; error: string }): Promise<void> {
      const again = { claim: null, dueAt: new Date(at), error: error.slice(0, ERROR_LENGTH) }
      await jobs.updateOne({ _id, claim }, { $set: again })
    },
    /** The process stops: others may begin at once. */
    async release({ _id, claim }: StoredJob): Promise<void> {
      await jobs.updateOne({ _id, claim }, { $set: { claim: null, dueAt: new Date(now()) } })
    },
    /** False when the job has been taken over. */
    bury: ({ _id, run, claim, kind, payload, attempts }: StoredJob, error: string): Promise<boolean> =>
      db.withTransaction(async (session) => {
        if ((await jobs.deleteOne({ _id, claim }, { session })) === 0) return false
        const row = { kind, payload, attempts, error: error.slice(0, ERROR_LENGTH), diedAt: new Date(now()) }
        await dead.insertOne({ _id: run, ...row }, { session })
        return true
      }),

    listDead: (limit: number) => dead.find({}, { sort: { diedAt: -1 }, limit }),
    async countByKind(): Promise<Map<string, number>> {
      const rows = await jobs.group({}, ['kind'], { count: { $sum: 1 } })
      return new Map(rows.map((row) => [(row['_id'] as { kind: string }).kind, Number(row['count'])]))
    },
  }
}

export type JobStore = Awaited<ReturnType<typeof createJobStore>>

function idOfKey(kind: string, key: string): string {
  return `k${createHash('sha256').update(`${kind}\n${key}`).digest('base64url')}`
}
