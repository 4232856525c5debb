import { setTimeout as wait } from 'node:timers/promises'

import { AppError } from '@axiom/shared/errors'
import { type Collection, MongoBulkWriteError, MongoError, type OptionalUnlessRequiredId } from 'mongodb'

const DUPLICATE_KEY = 11_000
/** BadValue, DocumentValidationFailure, BSONObjectTooLarge: no repetition changes these; a full disk may pass. */
const REFUSALS = new Set([2, 121, 10_334])
/** How long an insert whose outcome is unknown is repeated, in milliseconds; then whoever wanted it hears of it [C9]. */
const PATIENCE_MS = 5_000
const PAUSE_MS = { first: 50, longest: 1_000 }

export interface Inserted {
  /** Indexes of documents whose id was there already: a repeat of ours, or something else. */
  existing: number[]
  /** Why the others at these indexes were refused, for ever. */
  refused: Map<number, string>
}

/**
 * Inserts documents whose ids nobody else makes, acknowledged by a majority and its journals [C3]. While the outcome is unknown it is
 * repeated: an id that is there by then is one of ours. Throws `AppError` unavailable when the patience is over.
 */
export async function insertAll<T extends { _id: string }>(
  collection: Collection<T>,
  documents: readonly T[],
): Promise<Inserted> {
  if (documents.length === 0) return { existing: [], refused: new Map() }
  const deadline = performance.now() + PATIENCE_MS
  for (let pause = PAUSE_MS.first; ; pause = Math.min(pause * 2, PAUSE_MS.longest)) {
    try {
      await collection.insertMany([...documents] as OptionalUnlessRequiredId<T>[], {
        ordered: false,
        writeConcern: { w: 'majority', journal: true },
      })
      return { existing: [], refused: new Map() }
    } catch (error) {
      if (isJudged(error)) return judgementOf(error)
      if (!(error instanceof MongoError)) throw error
      if (performance.now() > deadline) throw new AppError('unavailable', { retryAfter: 1, cause: error.message })
      await wait(pause * (0.5 + Math.random()))
    }
  }
}

/** True when the server has judged every document by itself; anything else leaves the outcome open. */
function isJudged(error: unknown): error is MongoBulkWriteError {
  return (
    error instanceof MongoBulkWriteError &&
    error.result.getWriteErrorCount() > 0 &&
    error.result.getWriteErrors().every(({ code }) => code === DUPLICATE_KEY || REFUSALS.has(code)) &&
    error.result.getWriteConcernError() === undefined
  )
}

function judgementOf(error: MongoBulkWriteError): Inserted {
  const found = error.result.getWriteErrors()
  return {
    existing: found.filter(({ code }) => code === DUPLICATE_KEY).map(({ index }) => index),
    refused: new Map(
      found
        .filter(({ code }) => code !== DUPLICATE_KEY)
        .map(({ index, errmsg }) => [index, errmsg ?? 'the database refused the chunk']),
    ),
  }
}
