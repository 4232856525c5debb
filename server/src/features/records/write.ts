import { AppError } from '@axiom/shared/errors'

import { DuplicateKey, type Session } from '../../platform/db/port.ts'
import type { ChangeFeed } from './changeFeed.ts'
import type { RecordStore } from './store.ts'
import type { StoredChange, StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import { findClash, notUnique } from './unique.ts'

export interface WriterDeps {
  store: RecordStore
  feed: ChangeFeed
  now: () => number
}

export interface Write {
  /** Records as they will be, for the fields whose uniqueness is checked. */
  records: readonly StoredRecord[]
  /** Their paths in the body: '' for the only one, else its place in the list. */
  pathOf?: (i: number) => string
  work: (session: Session, change: (record: StoredRecord, type: StoredChange['type']) => void) => Promise<void>
}

/** One transaction: the records and their change rows, or neither; then the streams hear of it. */
export function createWriter({ store, feed, now }: WriterDeps) {
  return async function write(at: Target, { records, pathOf = () => '', work }: Write): Promise<void> {
    // What no index guards is safe only when nobody else looks and writes at the same time.
    const order = at.unguarded.length === 0 ? {} : { serial: `unique:${at.compiled.model.id}:${at.env}` }
    try {
      await store.transaction(async (session) => {
        const rows: StoredChange[] = []
        for (const field of at.unguarded) {
          const clash = await findClash(store, at, { field, records, session })
          if (clash !== null) throw notUnique(field, pathOf(clash))
        }
        await work(session, (record, type) => rows.push(toChange(at, record, type)))
        if (rows.length > 0) await store.insertChanges(rows, session)
      }, order)
    } catch (error) {
      throw await toConflict(error, at, { records, pathOf })
    }
    store.noteWrite(at.compiled.model.id, at.env)
    feed.notify(at.project.id)
  }

  function toChange({ project, env, compiled }: Target, record: StoredRecord, type: StoredChange['type']) {
    return {
      _id: feed.nextId(),
      projectId: project.id,
      env,
      modelId: compiled.model.id,
      recordId: record._id,
      type,
      version: record.v,
      at: new Date(now()),
    }
  }

  /** An index refused: says which field of which record. */
  async function toConflict(
    error: unknown,
    at: Target,
    { records, pathOf }: Required<Pick<Write, 'records' | 'pathOf'>>,
  ): Promise<unknown> {
    if (!(error instanceof DuplicateKey)) return error
    const field = at.compiled.model.fields.find(({ id }) => error.paths.includes(`f.${id}`))
    if (!field) return error.collection.startsWith('r_') ? new AppError('not_unique') : error
    const clash = await findClash(store, at, { field, records })
    return notUnique(field, pathOf(clash ?? 0))
  }
}

export type Writer = ReturnType<typeof createWriter>
