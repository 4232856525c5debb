import type { FieldView } from '@axiom/shared/document/views'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Shape, Show } from '../../platform/db/port.ts'
import { presentRecord } from './present.ts'
import type { StoredRecord } from './stored.ts'

// Loaded by the threads that read the store: no more than this, and what it imports, belongs there.

interface Plan {
  fields: readonly FieldView[]
  only: readonly string[] | null
}

/** Selections of fields that are remembered for each model. */
const SELECTIONS = 20

const WHOLLY = { read: new Set<string>() }

/** A record as it is answered. */
export const show: Show<StoredRecord, Plan> = (record, { fields, only }) =>
  presentRecord({ compiled: { model: { fields }, partly: WHOLLY }, presentFile: noFile }, record, { only })

const known = new WeakMap<CompiledModel, Map<string, Shape>>()

/** What makes threads answer records as the caller sees them; null where that takes more than the record (links
 * to files, fields that he sees in some records only). */
export function shapeOf(compiled: CompiledModel, only: readonly string[] | null): Shape | null {
  const { fields } = compiled.model
  if (compiled.partly.read.size > 0 || fields.some(({ type }) => type === 'file')) return null
  const shapes = known.get(compiled) ?? new Map<string, Shape>()
  known.set(compiled, shapes)
  const key = JSON.stringify(only)
  const found = shapes.get(key)
  if (found || shapes.size >= SELECTIONS) return found ?? null
  const shape: Shape = { module: new URL(import.meta.url), plan: { fields, only } satisfies Plan }
  shapes.set(key, shape)
  return shape
}

function noFile(): never {
  throw new Error('A record with files was to be shown without them.')
}
