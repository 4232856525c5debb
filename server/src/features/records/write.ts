import { AppError } from '@axiom/shared/errors'
import type { CompiledModel } from '@axiom/shared/model/compile'

import { DuplicateKey, type Session } from '../../platform/db/port.ts'
import type { ChangeFeed } from './changeFeed.ts'
import { Contradiction } from './errorPaths.ts'
import type { RecordFiles } from './files.ts'
import { demandPartly } from './partly.ts'
import { hasNewRelations, type References, type Referring } from './references.ts'
import type { RecordStore } from './store.ts'
import { type Batch, rowsOf, type StoredChange, type StoredRecord } from './stored.ts'
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
  /** What was sent of each record. */
  sent?: readonly unknown[]
  /** What the records refer to is as it was. */
  keepsReferences?: boolean
  /** A record is about to go: nothing may begin to refer to it meanwhile. */
  removes?: boolean
  work: (session: Session, change: Change) => Promise<void>
}

/** Notes what was done. A removed record is what it was; of an updated one `before` says it where it is not the held one. */
export type Change = (record: StoredRecord, type: StoredChange['type'], more?: ChangeDetails) => void

export interface ChangeDetails {
  /** Another collection than the one that is written. */
  compiled?: CompiledModel
  before?: StoredRecord
}

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
    const { records, held, sent = [], pathOf = noPath, work } = write
    if (held) await demandPartly(store, at, { records: [held], sent, pathOf, session })
    await references.demandTargets(at, referringOf(write), session)
    for (const field of at.unguarded) {
      const clash = await findClash(store, at, { field, records, session })
      if (clash !== null) throw notUnique(field, pathOf(clash))
    }
    const changed: Changed[] = []
    try {
      await work(session, (record, type, { compiled = at.compiled, before = write.held } = {}) => {
        touched.add(compiled.model.id)
        rows.push(toChange(at, compiled, { record, type, before: type === 'removed' ? record : before }))
        changed.push([record, type, compiled.model.id])
      })
      await judge(at, { records, pathOf, session })
      await demandPartly(store, at, { records, sent, pathOf, session })
      for (const change of changed) await files.follow(at, change, session)
      await tell(at, changed, session)
    } catch (error) {
      if (!(error instanceof DuplicateKey)) throw error
      throw new Contradiction(() => toConflict(error, at, { records, pathOf }))
    }
  }

  /** What is written must be what the caller may write, as it is then: what it refers to is looked at as well. */
  async function judge(at: Target, { records, pathOf, session }: Judged): Promise<void> {
    if (!at.scope.isConditional || records.length === 0) return
    const { model } = at.compiled
    const filter = { $and: [{ _id: { $in: records.map(({ _id }) => _id) } }, at.scope.filter] }
    const fitting = new Set(await store.ids(rowsOf(at, model), filter, records.length, session))
    const wrong = records.flatMap(({ _id }, i) => (fitting.has(_id) ? [] : [pathOf(i)]))
    if (wrong.length === 0) return
    throw new AppError('forbidden', {
      message: `The rules of ${model.label} do not allow a record like this.`,
      errors: wrong.slice(0, 50).map((path) => ({ path, code: 'rule', message: 'does not fulfil the condition' })),
    })
  }

  function toChange({ project, env }: Target, { model }: CompiledModel, { record, type, before }: Noted): StoredChange {
    const { _id: recordId, createdBy } = record
    return {
      _id: feed.nextId(),
      projectId: project.id,
      env,
      modelId: model.id,
      recordId,
      type,
      version: record.v,
      createdBy,
      ...(before && model.conditions?.list !== undefined ? { before: pastOf(before) } : {}),
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

type Changed = [record: StoredRecord, type: StoredChange['type'], modelId: string]

type Judged = Required<Pick<Write, 'records' | 'pathOf'>> & { session: Session }

interface Noted {
  record: StoredRecord
  type: StoredChange['type']
  before: StoredRecord | undefined
}

function pastOf({ _id: _same, createdBy: _too, ...past }: StoredRecord): NonNullable<StoredChange['before']> {
  return past
}

const noPath = (): string => ''

/** What a write may newly refer to. */
function referringOf({ records, held, pathOf = noPath, keepsReferences = false }: Write): Referring {
  return { records: keepsReferences ? [] : records, held, pathOf }
}

export type Writer = ReturnType<typeof createWriter>
