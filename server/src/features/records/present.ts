import type { FieldView } from '@axiom/shared/document/views'
import type { Json, JsonObject } from '@axiom/shared/json'
import { isChoice, showChoice } from '@axiom/shared/model/choices'
import { filesIn } from '@axiom/shared/model/files'
import { fitValue } from '@axiom/shared/model/fitValue'

import type { StoredRecord } from './stored.ts'
import type { Target } from './target.ts'

export type RecordJson = Record<string, Json>

export interface Presenting {
  /** Only these names, and the id. */
  only?: readonly string[] | null
  /** Whether the caller sees a field of the record that he sees in some only (`sightOf`). Absent: he does not. */
  sees?: Sees
  /** By record: what `expand` asked for. */
  expanded?: ReadonlyMap<string, JsonObject> | null
}

export type Sees = (record: StoredRecord, fieldId: string) => boolean

/** What showing a record needs of where it is. */
interface Shown {
  compiled: { model: { fields: readonly FieldView[] }; partly: { read: Pick<ReadonlySet<string>, 'has'> } }
  presentFile: Target['presentFile']
}

/** A record by names; fields that it has no value for are null, those that the caller does not see in it are not there. */
export function presentRecord(
  { compiled, presentFile }: Shown,
  record: StoredRecord,
  { only = null, expanded = null, sees = () => false }: Presenting = {},
): RecordJson {
  const isWanted = (name: string): boolean => only === null || only.includes(name)
  const json: RecordJson = { id: record._id }
  if (isWanted('createdAt')) json['createdAt'] = record.createdAt
  if (isWanted('updatedAt')) json['updatedAt'] = record.updatedAt
  if (isWanted('createdBy')) json['createdBy'] = record.createdBy
  if (isWanted('version')) json['version'] = record.v
  for (const field of compiled.model.fields) {
    if (!isWanted(field.name) || (compiled.partly.read.has(field.id) && !sees(record, field.id))) continue
    const stored = record.f[field.id] ?? null
    json[field.name] = field.type === 'file' ? presentFiles(field, stored, presentFile) : presentValue(field, stored)
  }
  const expand = expanded?.get(record._id)
  if (expand) json['expand'] = expand
  return json
}

/**
 * A stored value as it is answered: choices by their labels, and as the field is now; what was stored when it was of another type, and
 * does not fit, is not there.
 */
export function presentValue(field: FieldView, stored: Json): Json {
  const value = fitValue(field, stored) ?? null
  return isChoice(field) ? showChoice(field, value) : value
}

/** One file or a list, as the field is now: it may have become the other since. */
function presentFiles({ constraints }: FieldView, stored: Json, present: Shown['presentFile']): Json {
  const all = filesIn(stored).map((file) => ({ ...present(file) }))
  return constraints.many === true ? all : (all[0] ?? null)
}
