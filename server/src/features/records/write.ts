import { AppError } from '@axiom/shared/errors'

import { DuplicateKey, type Session } from '../../platform/db/port.ts'
import type { ChangeFeed } from './changeFeed.ts'
import { Contradiction } from './errorPaths.ts'
import type { RecordFiles } from './files.ts'
import { hasNewRelations, type References, type Referring } from './references.ts'
import type { RecordStore } from './store.ts'
import type { Batch, StoredChange, StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import type { Tell } from './tell.ts'
import { orderOf, type Transact } from './transact.ts'
import { findClash, notUnique } from './unique.ts'

export interface WriterDeps {
  store: RecordStore
  feed: ChangeFeed
  transact: Transact
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

/** The records and their change rows, or neither; then the streams hear of it. */
export function createWriter({ store, feed, transact, references, files, tell, now }: WriterDeps) {
  /** A transaction of its own, or a part of the one that the target names. */
  async function write(at: Target, work: Write): Promise<void> {
    const referring = referringOf(work)
    await references.demandMembers(at, referring)
    await files.complete(at, work.records, referring.pathOf)
    if (at.batch) return perform(at, work, at.batch)
    const rests = work.removes === true ? at.compiled.backLinks.size > 0 : hasNewRelations(at, referring)
    await transact(at, (batch) => perform(at, work, batch), orderOf(at, { rests }))
  }

  async function perform(at: Target, write: Write, { session, rows, touched }: Batch): Promise<void> {
    const { records, pathOf = noPath, work } = write
    await references.demandTargets(at, referringOf(write), session)
    for (const field of at.unguarded) {
      const clash = await findClash(store, at, { field, records, session })
      if (clash !== null) throw notUnique(field, pathOf(clash))
    }
    const changed: Parameters<Change>[] = []
    try {
      await work(session, (record, type, modelId = at.compiled.model.id) => {
        touched.add(modelId)
        rows.push(toChange(at, modelId, record, type))
        changed.push([record, type, modelId])
      })
      for (const change of changed) await files.follow(at, change, session)
      await tell(at, changed, session)
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error
      throw new Contradiction(() => toConflict(error, at, { records, pathOf }))
    }
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
    error: DuplicateKey,
    at: Target,
    { records, pathOf }: Required<Pick<Write, 'records' | 'pathOf'>>,
  ): Promise<unknown> {
    const field = at.compiled.model.fields.find(({ id }) => error.paths.includes(`f.${id}`))
    if (!field) return error.collection.startsWith('r_') ? new AppError('not_unique') : error
    const clash = await findClash(store, at, { field, records })
    return notUnique(field, pathOf(clash ?? 0))
  }

  return write
}

const noPath = (): string => ''

/** What a write may newly refer to. */
function referringOf({ records, held, pathOf = noPath, keepsReferences = false }: Write): Referring {
  return { records: keepsReferences ? [] : records, held, pathOf }
}

export type Writer = ReturnType<typeof createWriter>
