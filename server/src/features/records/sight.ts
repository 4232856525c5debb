import type { CompiledModel } from '@axiom/shared/model/compile'
import { conditionOfReading } from '@axiom/shared/rules/conditionOf'

import { type Asking, conditionFilter } from './policy.ts'
import { type Presenting, presentRecord, type RecordJson, type Sees } from './present.ts'
import type { RecordStore } from './store.ts'
import { type Batch, rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'

/** Who looks at records of which model. */
export type Looking = Asking & { compiled: CompiledModel; batch?: Batch }

/**
 * Which of the records at hand show the caller the fields that he sees in some only. The store says so, by the conditions of these fields:
 * of a record that was changed since it was read it says nothing.
 */
export async function sightOf(
  store: Pick<RecordStore, 'versions'>,
  at: Looking,
  records: readonly StoredRecord[],
): Promise<Sees> {
  const { model } = at.compiled
  const fields = model.fields.flatMap(({ id }) => {
    const rule = conditionOfReading(at.compiled, id)
    return rule ? [{ id, filter: conditionFilter(at, rule) }] : []
  })
  if (fields.length === 0 || records.length === 0) return () => false
  const those = { _id: { $in: [...new Set(records.map(({ _id }) => _id))] } }
  const seen = new Map<string, Map<string, number>>()
  for (const group of Map.groupBy(fields, ({ filter }) => JSON.stringify(filter)).values()) {
    const { filter } = group[0] ?? { filter: {} }
    const versions = await store.versions(rowsOf(at, model), { $and: [those, filter] }, at.batch?.session)
    for (const { id } of group) seen.set(id, versions)
  }
  return ({ _id, v }, fieldId) => seen.get(fieldId)?.get(_id) === v
}

/** Records by names, as the caller sees each. */
export async function presentRecords(
  store: Pick<RecordStore, 'versions'>,
  at: Looking & Pick<Target, 'presentFile'>,
  records: readonly StoredRecord[],
  presenting: Presenting = {},
): Promise<RecordJson[]> {
  const sees = await sightOf(store, at, records)
  return records.map((record) => presentRecord(at, record, { ...presenting, sees }))
}
