import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { isObject, type Json } from '@axiom/shared/json'
import { isUnique } from '@axiom/shared/model/compile'

import type { RecordStore } from '../store.ts'
import { rowsOf } from '../stored.ts'
import type { Target } from '../target.ts'
import type { Values } from '../validate.ts'
import { toStored } from '../values.ts'
import type { Good, ImportOptions } from './lines.ts'

type Refusals = Map<number, AppError>

/** Lines whose values do not fit, each by itself. */
export function unsound(at: Target, lines: readonly Good[], { upsert }: ImportOptions): Refusals {
  const refusals: Refusals = new Map()
  for (const [i, { input }] of lines.entries()) {
    try {
      const values = upsert ? at.validators.patch(input) : at.validators.create(withoutNulls(input))
      toStored(at.compiled, values)
      if (upsert && (values[upsert.name] ?? null) === null)
        refusals.set(i, wrong(upsert, 'required', 'is needed to know which record is meant'))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refusals.set(i, error)
    }
  }
  return refusals
}

/** Lines whose unique values another record, or an earlier line, has; with `upsert` those that can be no new record. */
export async function taken(
  store: RecordStore,
  at: Target,
  lines: readonly Good[],
  { upsert }: ImportOptions,
): Promise<Refusals> {
  const refusals: Refusals = new Map()
  for (const field of upsert ? [upsert] : at.compiled.model.fields.filter(isUnique)) {
    const values = lines.map(({ input }) => valueOf(at, field, input))
    const held = await heldOf(store, at, field, values)
    for (const [i, value] of values.entries()) {
      if (value === null || refusals.has(i)) continue
      if (values.indexOf(value) < i) refusals.set(i, wrong(field, 'unique', 'stands in this file twice'))
      else if (!upsert && held.has(value))
        refusals.set(i, wrong(field, 'unique', 'another record has this value already'))
      else if (upsert && !held.has(value)) refuseIncomplete(at, lines[i]?.input, (error) => refusals.set(i, error))
    }
  }
  return refusals
}

async function heldOf(store: RecordStore, at: Target, field: FieldView, values: readonly Json[]): Promise<Set<Json>> {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return new Set()
  const path = `f.${field.id}`
  const found = await store.list(rowsOf(at, at.compiled.model), { [path]: { $in: known } }, { limit: known.length })
  return new Set(found.map((record) => record.f[field.id] ?? null))
}

function valueOf({ compiled }: Target, field: FieldView, input: unknown): Json {
  const value = isObject(input) ? ((input as Values)[field.name] ?? null) : null
  return value === null ? null : (toStored(compiled, { [field.name]: value })[field.id] ?? null)
}

function refuseIncomplete(at: Target, input: unknown, refuse: (error: AppError) => void): void {
  try {
    at.validators.create(input)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    refuse(error)
  }
}

/** An empty cell of a new record is one that was not sent, so that the field's default applies. */
export function withoutNulls(input: unknown): unknown {
  if (!isObject(input)) return input
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
}

function wrong({ name }: FieldView, code: string, message: string): AppError {
  return new AppError(code === 'unique' ? 'not_unique' : 'invalid_input', { errors: [{ path: name, code, message }] })
}
