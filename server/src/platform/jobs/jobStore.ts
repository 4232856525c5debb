import { createHash } from 'node:crypto'

import { newId } from '@axiom/shared/ids'
import type { Json } from '@axiom/shared/json'

import type { Collection, Db, Filter, Session } from '../db/port.ts'

/** A job that waits or runs. */
export interface StoredJob {
  /** Of a job with a key it follows from kind and key, so that there is one at a time. */
  _id: string
  /** Of this one, also when a later job has the same key. */
  run: string
  kind: string
  /** JSON text: one value that no store interprets. */
  payload: string
  /** Whose it is; rows of before have none. */
  owner?: string | null
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
  owner?: string | null
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

/** Whose a job of a kind is, by what it works on. */
export type OwnerOf = (kind: string, payload: Json) => string | null

/** Jobs as rows: what waits, what runs, and what was given up. Both runners take from here, so that nothing depends on Redis. */
export async function createJobStore(db: Db, now: () => number, ownerOf: OwnerOf) {
  const jobs: Collection<StoredJob> = db.collection('jobs')
  const dead: Collection<StoredDeadJob> = db.collection('dead_jobs')
  await jobs.createIndex({ dueAt: 1 })
  await jobs.createIndex({ kind: 1, dueAt: 1 })
  await jobs.createIndex({ owner: 1, dueAt: 1 })
  await dead.createIndex({ diedAt: -1 })
  await dead.createIndex({ owner: 1, diedAt: -1 })
  await dead.createIndex({ diedAt: 1 }, { expireAfterSeconds: KEEP_DEAD_SECONDS })

  return {
    ...careOf({ db, jobs, dead, now }),
    async add({ kind, payload, dueAt, key }: NewJob, session?: Session): Promise<void> {
      const job: StoredJob = {
        _id: key === undefined ? newId(16) : idOfKey(kind, key),
        run: newId(16),
        kind,
        payload: JSON.stringify(payload),
        owner: ownerOf(kind, payload),
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
    bury: ({ _id, run, claim, kind, payload, owner = null, attempts }: StoredJob, error: string): Promise<boolean> =>
      db.withTransaction(async (session) => {
        if ((await jobs.deleteOne({ _id, claim }, { session })) === 0) return false
        const row = { kind, payload, owner, attempts, error: error.slice(0, ERROR_LENGTH), diedAt: new Date(now()) }
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

interface Care {
  db: Db
  jobs: Collection<StoredJob>
  dead: Collection<StoredDeadJob>
  now: () => number
}

/** What people do with jobs that wait or were given up; what runs is left alone. */
function careOf({ db, jobs, dead, now }: Care) {
  const own = (owner?: string): Filter => (owner === undefined ? {} : { owner })
  return {
    waiting: (owner: string | undefined, limit: number) => jobs.find(own(owner), { sort: { dueAt: 1 }, limit }),
    dead: (owner: string | undefined, limit: number) => dead.find(own(owner), { sort: { diedAt: -1 }, limit }),
    async hurry(run: string, owner?: string): Promise<boolean> {
      const due = { $set: { dueAt: new Date(now()) } }
      return (await jobs.updateOne({ run, claim: null, ...own(owner) }, due)).matchedCount === 1
    },
    /** The same job again: what it does elsewhere is known there by its id. */
    revive: (run: string, owner?: string): Promise<boolean> =>
      db.withTransaction(async (session) => {
        const row = await dead.findOne({ _id: run, ...own(owner) }, { session })
        if (!row) return false
        await dead.deleteOne({ _id: run }, { session })
        const { kind, payload, owner: whose = null, error } = row
        const at = new Date(now())
        const again = { dueAt: at, attempts: 0, claim: null, createdAt: at, error }
        await jobs.insertOne({ _id: newId(16), run, kind, payload, owner: whose, ...again }, { session })
        return true
      }),
    async discardAll(owner: string): Promise<void> {
      await dead.deleteMany({ owner })
      await jobs.deleteMany({ owner, claim: null })
    },
    async discard(run: string, owner?: string): Promise<boolean> {
      if ((await dead.deleteOne({ _id: run, ...own(owner) })) === 1) return true
      return (await jobs.deleteOne({ run, claim: null, ...own(owner) })) === 1
    },
  }
}

export type JobStore = Awaited<ReturnType<typeof createJobStore>>

function idOfKey(kind: string, key: string): string {
  return `k${createHash('sha256').update(`${kind}\n${key}`).digest('base64url')}`
}
