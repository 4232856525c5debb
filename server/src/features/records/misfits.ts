import type { FieldMisfits } from '@axiom/shared/contracts/misfits'
import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { isUnique, type CompiledModel } from '@axiom/shared/model/compile'
import { fitValue } from '@axiom/shared/model/fitValue'
import { isFilledIn } from '@axiom/shared/model/relations'

import type { RecordStore } from './store.ts'
import { type RowsHome, rowsOf } from './stored.ts'
import { createFieldChecks } from './validate.ts'

const PAGE = 1_000
const SAMPLES = 5
const SAMPLE_LENGTH = 60

/** Reads all rows of a model once and says what they mean to its fields as they are now. */
export async function findMisfits(
  store: RecordStore,
  home: RowsHome,
  compiled: CompiledModel,
): Promise<FieldMisfits[]> {
  const { model } = compiled
  const rows = rowsOf(home, model)
  const checks = createFieldChecks(compiled)
  const found = model.fields.map((field) => ({ field, told: nothing(compiled, field) }))
  for await (const page of store.pages(rows, PAGE)) {
    for (const { f } of page) for (const { field, told } of found) tally(told, field, f[field.id] ?? null, checks)
  }
  for (const { field, told } of found)
    if (isUnique(field)) told.doubles = (await store.duplicates(rows, { path: `f.${field.id}`, limit: 1_000 })).length
  return found.map(({ told }) => told).filter(isTelling)
}

function nothing({ model }: CompiledModel, { id, name, type }: FieldView): FieldMisfits {
  const counts = { rows: 0, converts: 0, fails: 0, invalid: 0, missing: 0, unfilled: 0, doubles: 0 }
  return { modelId: model.id, modelName: model.label, fieldId: id, fieldName: name, type, samples: [], ...counts }
}

function tally(told: FieldMisfits, field: FieldView, stored: Json, checks: ReturnType<typeof createFieldChecks>): void {
  told.rows++
  if (stored === null) {
    if (isFilledIn(field) && hasSource(field)) told.unfilled++
    else if (field.constraints.required === true && field.type !== 'boolean') told.missing++
    return
  }
  const fit = fitValue(field, stored)
  if (fit === undefined) {
    if (isFilledIn(field)) return void told.unfilled++
    told.fails++
    if (told.samples.length < SAMPLES) told.samples.push(sampleOf(stored))
  } else if (JSON.stringify(fit) !== JSON.stringify(stored)) told.converts++
  else if (!isFilledIn(field) && field.type !== 'file' && checks.get(field.id)?.(fit) === false) told.invalid++
}

function hasSource({ type, constraints }: FieldView): boolean {
  return type === 'autoNumber' || (constraints.expression ?? '').trim() !== ''
}

function sampleOf(stored: Json): string {
  const text = typeof stored === 'string' ? stored : JSON.stringify(stored)
  return text.length > SAMPLE_LENGTH ? `${text.slice(0, SAMPLE_LENGTH)}…` : text
}

function isTelling({ converts, fails, invalid, missing, unfilled, doubles }: FieldMisfits): boolean {
  return converts + fails + invalid + missing + unfilled + doubles > 0
}
