import type { FieldView } from '@axiom/shared/document/views'
import type { Json, JsonObject } from '@axiom/shared/json'
import { isChoice, showChoice } from '@axiom/shared/model/choices'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { StoredRecord } from './stored.ts'

export type RecordJson = Record<string, Json>

export interface Presenting {
  /** Only these names, and the id. */
  only?: readonly string[] | null
  /** By record: what `expand` asked for. */
  expanded?: ReadonlyMap<string, JsonObject> | null
}

/** A record by names; fields that it has no value for are null. */
export function presentRecord(
  compiled: CompiledModel,
  record: StoredRecord,
  { only = null, expanded = null }: Presenting = {},
): RecordJson {
  const values = compiled.model.fields.map((field) => [field.name, presentValue(field, record.f[field.id] ?? null)])
  const all: RecordJson = {
    id: record._id,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    createdBy: record.createdBy,
    version: record.v,
    ...Object.fromEntries(values),
  }
  const expand = expanded?.get(record._id)
  const wanted = only
    ? Object.entries(all).filter(([name]) => name === 'id' || only.includes(name))
    : Object.entries(all)
  return { ...Object.fromEntries(wanted), ...(expand ? { expand } : {}) }
}

/** A stored value as it is answered: choices by their labels. */
export function presentValue(field: FieldView, stored: Json): Json {
  return isChoice(field) ? showChoice(field, stored) : stored
}

/** The ETag of a record's version. */
export function etagOf(record: Pick<StoredRecord, '_id' | 'v'>): string {
  return `"${record._id}-${record.v}"`
}
