import { AppError } from '@axiom/shared/errors'
import type { ClientSession, Collection, MongoClient, TransactionOptions } from 'mongodb'

import type { Session, TransactionOrder } from '../port.ts'
import { toPortError } from './errors.ts'
import { MongoSession } from './session.ts'

/** Milliseconds for all attempts together. */
const LIMIT_MS = 10_000

const OPTIONS: TransactionOptions = {
  readConcern: { level: 'snapshot' },
  writeConcern: { w: 'majority', journal: true },
  maxCommitTimeMS: LIMIT_MS,
}

/** A row per `serial`; those that nobody uses any more are removed after an hour. */
export interface Lock {
  _id: string
  turns: number
  at: Date
}

/**
 * Runs `work` in one transaction. The driver repeats it after a write conflict, and the commit when its outcome is unknown. Snapshots
 * let two transactions pass each other that read the same and write different documents; `serial` gives them one document to write.
 */
export async function runTransaction<R>(
  client: MongoClient,
  locks: Collection<Lock>,
  work: (session: Session) => Promise<R>,
  { serial }: TransactionOrder,
): Promise<R> {
  const deadline = performance.now() + LIMIT_MS
  const driver = client.startSession()
  try {
    return await driver.withTransaction(async () => {
      const session = new MongoSession(driver)
      try {
        for (const name of namesOf(serial)) await session.run(() => takeTurn(locks, name, driver))
        const result = await untilDeadline(session, deadline, work(session))
        session.check()
        return result
      } finally {
        await session.end()
      }
    }, OPTIONS)
  } catch (error) {
    throw toPortError(error)
  } finally {
    await driver.endSession()
  }
}

/** In one order, whoever asks: two of them never wait for each other. */
function namesOf(serial: TransactionOrder['serial'] = []): string[] {
  return typeof serial === 'string' ? [serial] : [...new Set(serial)].sort()
}

async function takeTurn(locks: Collection<Lock>, serial: string, session: ClientSession): Promise<void> {
  const update = { $inc: { turns: 1 }, $set: { at: new Date() } }
  await locks.updateOne({ _id: serial }, update, { upsert: true, session })
}

async function untilDeadline<R>(session: MongoSession, deadline: number, work: Promise<R>): Promise<R> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new AppError('unavailable', { retryAfter: 1 })
      session.fail(error)
      reject(error)
    }, deadline - performance.now())
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
