import { setTimeout as sleep } from 'node:timers/promises'

import { AppError } from '@axiom/shared/errors'

import { DuplicateKey, type Db } from '../../platform/db/port.ts'

/** A process that is killed while it decides keeps the others waiting so long (ms). */
const TURN_MS = 10_000
const LOOK_AGAIN_MS = 50

interface Turn {
  /** The proposal that is being decided on. */
  _id: string
  until: Date
}

/**
 * One decision on a proposal after the other, in whatever process: of two who accept at once, the second finds it done. Both would
 * make the same edit, and words that go into a text which others have changed would stand there twice.
 */
export async function createTurns(db: Db, now: () => number) {
  const turns = db.collection<Turn>('proposal_turns')
  await turns.createIndex({ until: 1 }, { expireAfterSeconds: 3_600 })

  async function take(proposalId: string): Promise<Turn> {
    for (const end = performance.now() + 2 * TURN_MS; performance.now() < end; await sleep(LOOK_AGAIN_MS)) {
      const turn = { _id: proposalId, until: new Date(now() + TURN_MS) }
      try {
        await turns.insertOne(turn)
        return turn
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error
      }
      await turns.deleteOne({ _id: proposalId, until: { $lte: new Date(now()) } })
    }
    throw new AppError('conflict', { message: 'Somebody else decides on this suggestion. Try again in a moment.' })
  }

  /** Throws `conflict` when others do not come to an end. */
  return async <T>(proposalId: string, decide: () => Promise<T>): Promise<T> => {
    const { _id, until } = await take(proposalId)
    try {
      return await decide()
    } finally {
      await turns.deleteOne({ _id, until })
    }
  }
}

export type Turns = Awaited<ReturnType<typeof createTurns>>
