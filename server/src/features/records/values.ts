import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { isObject, type Json } from '@axiom/shared/json'
import { findOption, isChoice } from '@axiom/shared/model/choices'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { filesIn } from '@axiom/shared/model/files'

import type { Values } from './validate.ts'

export interface StoringOptions {
  /** Where the record is in the body: '' or its place in the list. */
  path?: string
  /** The record's values until now, by field id: a choice that was taken away may stay, but not come back. */
  held?: Values
}

/** Checked values by name → by field id, in the form in which they are stored. Throws `invalid_input`. */
export function toStored(
  compiled: CompiledModel,
  values: Values,
  { path = '', held = {} }: StoringOptions = {},
): Values {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const field = compiled.byName.get(name)
      if (!field) return []
      const at = path === '' ? name : `${path}/${name}`
      return [[field.id, toStoredValue(field, value, { path: at, held: held[field.id] ?? null })] as const]
    }),
  )
}

/** Stored values with changes laid over them; what is null is not there. */
export function mergeStored(held: Values, changes: Values): Values {
  return Object.fromEntries(Object.entries({ ...held, ...changes }).filter(([, value]) => value !== null))
}

interface At {
  path: string
  held: Json
}

function toStoredValue(field: FieldView, value: Json, at: At): Json {
  if (value === null) return null
  if (field.type === 'datetime' && typeof value === 'string') return toInstant(value, at.path)
  if (field.type === 'file') return toReferences(value, at.held)
  if (!isChoice(field)) return value
  if (!Array.isArray(value)) return toOptionId(field, value, at)
  return [...new Set(value.map((one, i) => toOptionId(field, one, { ...at, path: `${at.path}/${i}` })))]
}

/** Instants are stored in one form, so that text order is time order. */
function toInstant(value: string, path: string): string {
  const time = Date.parse(value)
  if (!Number.isNaN(time)) return new Date(time).toISOString()
  return refuse(path, 'format', 'must be a date and time, as 2026-01-31T12:00:00Z')
}

function toOptionId(field: FieldView, value: Json, { path, held }: At): Json {
  const option = typeof value === 'string' ? findOption(field, value) : undefined
  const before = Array.isArray(held) ? held : [held]
  if (option && (field.options.includes(option) || before.includes(option.id))) return option.id
  // What was typed before the field had options may stay as well.
  if (before.includes(value)) return value
  return refuse(path, 'enum', `must be one of: ${field.options.map(({ label }) => label).join(', ')}`)
}

/** Always a list: what the record holds already as it is known, others by id alone until they have been looked up. */
function toReferences(value: Json, held: Json): Json[] {
  const known = filesIn(held)
  const ids = (Array.isArray(value) ? value : [value]).map((one) => (isObject(one) ? one['id'] : one))
  return [...new Set(ids)].map((id) => known.find((file) => file.id === id) ?? { id: String(id) })
}

function refuse(path: string, code: string, message: string): never {
  throw new AppError('invalid_input', { errors: [{ path, code, message }] })
}
