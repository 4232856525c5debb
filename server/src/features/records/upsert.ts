import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { isObject, type Json } from '@axiom/shared/json'
import { recognising } from '@axiom/shared/model/compile'

import { asWriter } from './asWriter.ts'
import { atPath, movedInList, withoutPlace } from './errorPaths.ts'
import { refuseAccess, scopeOf } from './policy.ts'
import { refuse } from './query/parseFilter.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import type { Together } from './transact.ts'
import type { Values } from './validate.ts'
import { toStored } from './values.ts'

/** How often somebody else may make the record between our look and our write. */
export const UPSERT_ATTEMPTS = 5

export interface UpserterDeps {
  store: RecordStore
  together: Together
  create: (at: Target, input: unknown, idempotencyKey: null) => Promise<StoredRecord[]>
  patch: (at: Target, id: string, input: unknown, ifMatch: number | null) => Promise<StoredRecord>
}

export interface Upserted {
  record: StoredRecord
  isNew: boolean
}

/** The unique field by which records are recognised. Throws `invalid_filter`. */
export function upsertField({ compiled }: Pick<Target, 'compiled'>, name: unknown): FieldView {
  const field = typeof name === 'string' ? compiled.byName.get(name) : undefined
  if (!field || !recognising(compiled).includes(field))
    return refuse('upsert', 'Name one unique field of this collection.')
  return field
}

/** Creates what is not there, and changes (as a patch does) what is; a list all or nothing. */
export function createUpserter({ store, together, create, patch }: UpserterDeps) {
  /** Within a batch. */
  async function upsertMany(target: Target, field: FieldView, inputs: readonly unknown[]): Promise<Upserted[]> {
    const at = asWriter(target, inputs)
    const values = inputs.map((input, i) => keyOf(at, field, input, String(i)))
    const twice = values.findIndex((value, i) => values.indexOf(value) < i)
    if (twice >= 0) throw wrong(`${twice}/${field.name}`, 'unique', 'stands in this list twice')
    const held = await holders(at, field, values)
    const isNew = (i: number): boolean => !held.has(values[i] ?? null)
    const fresh = inputs.flatMap((_, i) => (isNew(i) ? [i] : []))
    const made = await createSome(at, inputs, fresh)
    const answers: Upserted[] = []
    for (const [i, input] of inputs.entries()) {
      const created = made.get(i)
      const id = held.get(values[i] ?? null)
      if (created) answers.push({ record: created, isNew: true })
      else if (id !== undefined) answers.push({ record: await patchOne(at, id, input, i), isNew: false })
    }
    return answers
  }

  async function holders(at: Target, field: FieldView, values: Json[]): Promise<Map<Json, string>> {
    const path = `f.${field.id}`
    const session = at.batch?.session
    const page = { limit: values.length, ...(session ? { session } : {}) }
    const found = await store.list(rowsOf(at, at.compiled.model), { [path]: { $in: values } }, page)
    return new Map(found.map((record) => [record.f[field.id] ?? null, record._id]))
  }

  async function createSome(at: Target, inputs: readonly unknown[], places: readonly number[]) {
    if (places.length === 0) return new Map<number, StoredRecord>()
    // What is at hand may be the scope of changing.
    const scope = scopeOf(at, at.compiled, 'create')
    if (!scope) refuseAccess(at.caller)
    try {
      const list = places.map((i) => inputs[i])
      const made = await create({ ...at, scope }, list, null)
      return new Map(made.map((record, i) => [places[i] ?? 0, record]))
    } catch (error) {
      throw movedInList(error, (i) => places[i] ?? 0)
    }
  }

  async function patchOne(at: Target, id: string, input: unknown, i: number): Promise<StoredRecord> {
    // What is at hand may be the scope of creating, which can reach further.
    const scope = scopeOf(at, at.compiled, 'update')
    if (!scope) refuseAccess(at.caller)
    try {
      return await patch({ ...at, scope }, id, input, null)
    } catch (error) {
      throw atPath(error, String(i))
    }
  }

  /** Within a batch. */
  async function upsertOne(at: Target, field: FieldView, input: unknown): Promise<Upserted[]> {
    try {
      return await upsertMany(at, field, [input])
    } catch (error) {
      throw withoutPlace(error)
    }
  }

  return {
    upsertOne,
    upsertMany,
    async upsert(at: Target, field: FieldView, input: unknown): Promise<Upserted[]> {
      const many = Array.isArray(input) ? (input as unknown[]) : null
      if (many && (many.length === 0 || many.length > 1_000))
        throw new AppError('invalid_input', { message: 'Send 1 to 1,000 records at once.' })
      return together(at, { targets: [at], attempts: UPSERT_ATTEMPTS }, (batch) =>
        many ? upsertMany({ ...at, batch }, field, many) : upsertOne({ ...at, batch }, field, input),
      )
    },
  }
}

export type Upserter = ReturnType<typeof createUpserter>

/** The value by which a record is recognised, as it is stored. */
function keyOf({ compiled }: Target, field: FieldView, input: unknown, path: string): Json {
  const value = isObject(input) ? (input as Values)[field.name] : null
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw wrong(`${path}/${field.name}`, 'required', 'is needed to know which record is meant')
  return toStored(compiled, { [field.name]: value }, { path })[field.id] ?? null
}

function wrong(path: string, code: string, message: string): AppError {
  return new AppError('invalid_input', { errors: [{ path, code, message }] })
}
