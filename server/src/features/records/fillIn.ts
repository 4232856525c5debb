import type { FileValue } from '@axiom/shared/contracts/files'
import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import type { CompiledModel } from '@axiom/shared/model/compile'
import type { FileDescriptor } from '@axiom/shared/model/files'

import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import { presentRecord } from './present.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'

/** Characters of a computed text. */
const TEXT_LIMIT = 65_536

export interface FillInDeps {
  store: RecordStore
  expressions: ExpressionPool
}

/**
 * What nobody sends: running numbers of new records, and computed values of every record that is written. A computed value rests on its
 * own record alone (references are ids in it), so that nothing else can make it stale; it is stored, and filters and orders like any other.
 */
export function createFillIn({ store, expressions }: FillInDeps) {
  /** Numbers are given once and never again; one whose record was refused is left out. */
  async function number(
    at: Pick<Target, 'project' | 'env' | 'compiled' | 'batch'>,
    records: readonly StoredRecord[],
    fields: readonly FieldView[] = at.compiled.model.fields,
  ): Promise<void> {
    const rows = rowsOf(at, at.compiled.model)
    for (const field of fields) {
      if (field.type !== 'autoNumber') continue
      const last = await store.takeNumbers(
        { rows, fieldId: field.id, start: field.constraints.min ?? 1 },
        records.length,
        at.batch?.session,
      )
      for (const [i, record] of records.entries()) record.f[field.id] = last - records.length + 1 + i
    }
  }

  /** In the order of the fields: a computed one may read those above it. Where an expression fails there is no value. */
  async function compute(compiled: CompiledModel, records: readonly StoredRecord[]): Promise<void> {
    for (const field of compiled.model.fields) {
      if (field.type !== 'computed') continue
      const source = field.constraints.expression ?? ''
      const jobs = records.map((record) => ({ source, scope: presentRecord({ compiled, presentFile }, record) }))
      const outcomes = source.trim() === '' ? [] : await expressions.evaluateAll(jobs)
      for (const [i, record] of records.entries()) {
        const outcome = outcomes[i]
        const value = outcome?.ok ? toResult(field, outcome.value) : null
        if (value === null) delete record.f[field.id]
        else record.f[field.id] = value
      }
    }
  }

  return { number, compute }
}

export type FillIn = ReturnType<typeof createFillIn>

/** A link to a file ends by itself: it is nothing to compute with. */
const presentFile = (file: FileDescriptor): FileValue => ({ ...file, url: '' })

/** A result of the type that the field answers, or nothing. */
function toResult({ constraints }: FieldView, value: Json): Json {
  switch (constraints.result ?? 'text') {
    case 'text': {
      const text = typeof value === 'object' ? (value === null ? '' : JSON.stringify(value)) : String(value)
      return text === '' || text.length > TEXT_LIMIT ? null : text
    }
    case 'number':
      return typeof value === 'number' && Number.isFinite(value) ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return typeof value === 'string' &&
        /^\d{4}-\d\d-\d\d/.test(value) &&
        !Number.isNaN(Date.parse(value.slice(0, 10)))
        ? value.slice(0, 10)
        : null
    case 'datetime': {
      const time = typeof value === 'string' || typeof value === 'number' ? new Date(value).getTime() : Number.NaN
      return Number.isNaN(time) ? null : new Date(time).toISOString()
    }
    case 'json':
      return value
  }
}
