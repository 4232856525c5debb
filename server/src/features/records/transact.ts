import { AppError } from '@axiom/shared/errors'

import type { TransactionOrder } from '../../platform/db/port.ts'
import type { ChangeFeed } from './changeFeed.ts'
import { Contradiction } from './errorPaths.ts'
import type { RecordStore } from './store.ts'
import { type Batch, rowsOf } from './stored.ts'
import type { Place, Target } from './target.ts'

export interface Joint {
  /** All that is written to. */
  targets: readonly Target[]
  /** What is decided by looking may be overtaken by another process, and is looked at again. */
  attempts?: number
}

/** Transactions over records; after each the streams hear of it. */
export function createTransactions({ store, feed }: { store: RecordStore; feed: ChangeFeed }) {
  /** Writes that happen all, in their order, or none. */
  async function together<R>(
    place: Place,
    { targets, attempts = 1 }: Joint,
    work: (batch: Batch) => Promise<R>,
  ): Promise<R> {
    const serials = targets.flatMap((at) => {
      const { whole } = at.compiled
      const rests = whole.links.size > 0 || whole.backLinks.size > 0
      return orderOf({ ...at, compiled: whole }, { rests }).serial ?? []
    })
    for (let attempt = 1; ; attempt++) {
      try {
        return await transact(place, work, { serial: [...new Set(serials)].sort() })
      } catch (error) {
        if (attempt >= attempts || !(error instanceof AppError) || error.code !== 'not_unique') throw error
      }
    }
  }

  async function transact<R>(place: Place, work: (batch: Batch) => Promise<R>, order: TransactionOrder): Promise<R> {
    let touched = new Set<string>()
    try {
      return await store.transaction(async (session) => {
        const batch: Batch = { session, rows: [], touched: new Set() }
        touched = batch.touched
        const result = await work(batch)
        if (batch.rows.length > 0) await store.insertChanges(batch.rows, session)
        return result
      }, order)
    } catch (error) {
      touched = new Set()
      throw error instanceof Contradiction ? await error.explain() : error
    } finally {
      for (const id of touched) store.noteWrite(rowsOf(place, { id }))
      if (touched.size > 0) feed.notify(place.project.id)
    }
  }

  return { transact, together }
}

/**
 * What a write rests on, beside its own records, is safe only when nobody changes that at the same time: values that no index guards,
 * and records that it refers to. A collection with both is always ordered by the second.
 */
export function orderOf(
  { project, env, compiled, unguarded }: Target,
  { rests }: { rests: boolean },
): TransactionOrder {
  const isUnguarded = unguarded.length > 0
  if (rests || (isUnguarded && compiled.links.size > 0)) return { serial: `relations:${project.id}:${env}` }
  return isUnguarded ? { serial: `unique:${project.id}:${compiled.model.id}:${env}` } : {}
}

export type Transact = ReturnType<typeof createTransactions>['transact']
export type Together = ReturnType<typeof createTransactions>['together']
