import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { isUnique } from '@axiom/shared/model/compile'
import { isMany } from '@axiom/shared/model/relations'

import { type Collection, DuplicateKey, type IndexInfo } from '../../platform/db/port.ts'
import type { Rows, StoredRecord } from './stored.ts'

/** Of fields; one more is for the order in which records were made. */
const MAX_INDEXES = 7
/** Milliseconds between two attempts to make a unique index that records contradict. */
const RETRY_MS = 5_000

interface State {
  /** What the model wanted when this was found out, and the model itself where it has been looked at since. */
  shape: string
  model: ModelView
  unguarded: FieldView[]
  /** Records contradict an index; written since, so they may not any more. */
  contradicted: boolean
  touched: boolean
  triedAt: number
}

export interface RecordIndexesDeps {
  collection: (rows: Rows) => Collection<StoredRecord>
  now: () => number
}

/** Keeps the indexes of the records as the model wants them. */
export function createRecordIndexes({ collection, now }: RecordIndexesDeps) {
  const states = new Map<string, State>()
  const pending = new Map<string, Promise<void>>()

  /** Makes and drops indexes, once per shape of the model. Answers the unique fields that have none. */
  async function ensureIndexes(rows: Rows, model: ModelView): Promise<readonly FieldView[]> {
    const key = rows.collection
    for (;;) {
      const state = states.get(key)
      if (state && isMade(state, model) && !isWorthRetrying(state)) return unguardedNow(state, model)
      const work = pending.get(key) ?? start(key, () => reconcile(collection(rows), model))
      await work
    }
  }

  function isMade(state: State, model: ModelView): boolean {
    if (state.model !== model && state.shape !== shapeOf(model)) return false
    state.model = model
    return true
  }

  /** One at a time: whoever comes second waits and looks again. */
  function start(key: string, work: () => Promise<State>): Promise<void> {
    const running = work()
      .then((state) => void states.set(key, state))
      .finally(() => pending.delete(key))
    pending.set(key, running)
    return running
  }

  function isWorthRetrying(state: State): boolean {
    return state.contradicted && state.touched && now() - state.triedAt >= RETRY_MS
  }

  async function reconcile(records: Collection<StoredRecord>, model: ModelView): Promise<State> {
    const uniques = model.fields.filter(isUnique)
    const indexed = model.fields.filter((field) => isIndexed(field) && !isUnique(field))
    const wanted = [...uniques, ...indexed].slice(0, MAX_INDEXES)
    const existing = (await records.listIndexes()).filter(({ paths }) => fieldOf(paths) !== null)
    for (const index of existing) if (!wanted.some((field) => serves(index, field))) await records.dropIndex(index.name)
    await makeCollection(records)
    const contradicted: FieldView[] = []
    for (const field of wanted) {
      if (existing.some((index) => serves(index, field))) continue
      const options = isUnique(field) ? { unique: true, sparse: true, sorted: true } : { sorted: true }
      try {
        await records.createIndex({ [`f.${field.id}`]: 1 }, options)
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error
        contradicted.push(field)
      }
    }
    return {
      shape: shapeOf(model),
      model,
      unguarded: [...contradicted, ...uniques.slice(MAX_INDEXES)],
      contradicted: contradicted.length > 0,
      touched: false,
      triedAt: now(),
    }
  }

  return {
    ensureIndexes,
    /** Before the first write: a transaction over several shards may make none. */
    makeCollection: (rows: Rows) => makeCollection(collection(rows)),
    /** Records changed: what contradicted a unique field may be solved. */
    noteWrite({ collection: key }: Rows): void {
      const state = states.get(key)
      if (state) state.touched = true
    },
  }
}

function shapeOf({ fields }: ModelView): string {
  return fields.map((field) => `${field.id}${isUnique(field) ? '!' : isIndexed(field) ? '+' : ''}`).join()
}

/** What is deleted looks for what refers to it. */
function isIndexed(field: FieldView): boolean {
  return field.constraints.indexed === true || (field.type === 'relation' && !isMany(field))
}

/** Names may have changed since; ids have not. */
function unguardedNow({ unguarded }: State, { fields }: ModelView): readonly FieldView[] {
  if (unguarded.length === 0) return unguarded
  return fields.filter(({ id }) => unguarded.some((field) => field.id === id))
}

function serves(index: IndexInfo, field: FieldView): boolean {
  return fieldOf(index.paths) === field.id && index.unique === isUnique(field) && index.sorted
}

/** With the index that all of them have, for the order in which records were made. */
function makeCollection(records: Collection<StoredRecord>): Promise<void> {
  return records.createIndex({ createdAt: 1 }, { sorted: true })
}

/** The field that an index is for; null for one that is not ours to judge. */
function fieldOf(paths: IndexInfo['paths']): string | null {
  const [path, ...more] = Object.keys(paths)
  return more.length === 0 && path?.startsWith('f.') ? path.slice(2) : null
}
