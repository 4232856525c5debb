import { AppError } from '@axiom/shared/errors'

import { DuplicateKey, type Session, type TransactionOrder } from '../../platform/db/port.ts'
import type { ChangeFeed } from './changeFeed.ts'
import type { RecordFiles } from './files.ts'
import { hasNewRelations, type References } from './references.ts'
import type { RecordStore } from './store.ts'
import type { StoredChange, StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import type { Tell } from './tell.ts'
import { findClash, notUnique } from './unique.ts'

export interface WriterDeps {
  store: RecordStore
  feed: ChangeFeed
  references: References
  files: RecordFiles
  /** Tells what happened to whoever reacts, in the same transaction. */
  tell: Tell
  now: () => number
}

export interface Write {
  /** Records as they will be, for the fields whose uniqueness is checked. */
  records: readonly StoredRecord[]
  /** Their paths in the body: '' for the only one, else its place in the list. */
  pathOf?: (i: number) => string
  /** The one record as it is now. */
  held?: StoredRecord
  /** What the records refer to is as it was. */
  keepsReferences?: boolean
  /** A record is about to go: nothing may begin to refer to it meanwhile. */
  removes?: boolean
  work: (session: Session, change: Change) => Promise<void>
}

/** Notes what was done; `modelId`: of another collection than the one that is written. */
export type Change = (record: StoredRecord, type: StoredChange['type'], modelId?: string) => void

/** One transaction: the records and their change rows, or neither; then the streams hear of it. */
export function createWriter({ store, feed, references, files, tell, now }: WriterDeps) {
  return async function write(
    at: Target,
    { records, pathOf = () => '', held, keepsReferences = false, removes = false, work }: Write,
  ): Promise<void> {
    const referring = { records: keepsReferences ? [] : records, held, pathOf }
    await references.demandMembers(at, referring)
    await files.complete(at, records, pathOf)
    const touched = new Set([at.compiled.model.id])
    try {
      await store.transaction(
        async (session) => {
          const rows: StoredChange[] = []
          const changed: Parameters<Change>[] = []
          await references.demandTargets(at, referring, session)
          for (const field of at.unguarded) {
            const clash = await findClash(store, at, { field, records, session })
            if (clash !== null) throw notUnique(field, pathOf(clash))
          }
          await work(session, (record, type, modelId = at.compiled.model.id) => {
            touched.add(modelId)
            rows.push(toChange(at, modelId, record, type))
            changed.push([record, type, modelId])
          })
          for (const change of changed) await files.follow(at, change, session)
          if (rows.length > 0) await store.insertChanges(rows, session)
          await tell(at, changed, session)
        },
        orderOf(at, { rests: removes ? at.compiled.backLinks.size > 0 : hasNewRelations(at, referring) }),
      )
    } catch (error) {
      throw await toConflict(error, at, { records, pathOf })
    }
    for (const modelId of touched) store.noteWrite(modelId, at.env)
    feed.notify(at.project.id)
  }

  function toChange({ project, env }: Target, modelId: string, record: StoredRecord, type: StoredChange['type']) {
    return {
      _id: feed.nextId(),
      projectId: project.id,
      env,
      modelId,
      recordId: record._id,
      type,
      version: record.v,
      createdBy: record.createdBy,
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

/**
 * What a write rests on, beside its own records, is safe only when nobody changes that at the same time: values that no index guards,
 * and records that it refers to. A collection with both is always ordered by the second.
 */
function orderOf({ project, env, compiled, unguarded }: Target, { rests }: { rests: boolean }): TransactionOrder {
  const isUnguarded = unguarded.length > 0
  if (rests || (isUnguarded && compiled.links.size > 0)) return { serial: `relations:${project.id}:${env}` }
  return isUnguarded ? { serial: `unique:${compiled.model.id}:${env}` } : {}
}

export type Writer = ReturnType<typeof createWriter>
