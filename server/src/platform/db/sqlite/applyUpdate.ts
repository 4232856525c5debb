import { isObject } from '@axiom/shared/json'

import type { Update } from '../port.ts'
import { encodeValue } from './encode.ts'

type Stored = Record<string, unknown>

/** Applies a port update to a (decoded) document; returns a new one. Throws RangeError where it does not fit, as MongoDB would. */
export function applyUpdate(document: Stored, update: Update, inserting: boolean): Stored {
  const next = structuredClone(document)
  if (inserting) for (const [path, value] of Object.entries(update.$setOnInsert ?? {})) write(next, path, value)
  for (const [path, value] of Object.entries(update.$set ?? {})) if (value !== undefined) write(next, path, value)
  for (const path of Object.keys(update.$unset ?? {})) remove(next, path)
  for (const [path, by] of Object.entries(update.$inc ?? {})) {
    const old = read(next, path) === undefined ? 0 : read(next, path)
    if (typeof old !== 'number') throw new RangeError(`$inc needs a number at ${path}`)
    write(next, path, old + by)
  }
  for (const [path, value] of Object.entries(update.$push ?? {})) write(next, path, [...list(next, path), value])
  for (const [path, value] of Object.entries(update.$pull ?? {})) {
    const wanted = JSON.stringify(encodeValue(value))
    if (read(next, path) === undefined) continue
    const kept = list(next, path).filter((item) => JSON.stringify(encodeValue(item)) !== wanted)
    write(next, path, kept)
  }
  if (next['_id'] !== document['_id']) throw new RangeError('The _id of a document cannot be changed')
  return next
}

/** Equality parts of a filter, which an upsert writes into the new document. */
export function upsertBase(filter: Record<string, unknown>): Stored {
  const base: Stored = {}
  for (const [path, value] of Object.entries(filter)) {
    if (path === '$and') for (const part of value as Record<string, unknown>[]) Object.assign(base, upsertBase(part))
    if (path.startsWith('$')) continue
    if (isObject(value) && !(value instanceof Date) && Object.keys(value).some((key) => key.startsWith('$'))) {
      if ('$eq' in value) write(base, path, value['$eq'])
    } else write(base, path, value)
  }
  return base
}

function read(document: Stored, path: string): unknown {
  return path.split('.').reduce<unknown>((at, part) => (isObject(at) ? at[part] : undefined), document)
}

function list(document: Stored, path: string): unknown[] {
  const value = read(document, path)
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new RangeError(`There is no array at ${path}`)
  return value
}

function write(document: Stored, path: string, value: unknown): void {
  const parts = path.split('.')
  const last = parts.pop() ?? path
  let at = document
  for (const part of parts) {
    const inner = at[part]
    if (inner !== undefined && (!isObject(inner) || inner instanceof Date))
      throw new RangeError(`Cannot write below ${part} in ${path}`)
    at = (inner ?? (at[part] = {})) as Stored
  }
  at[last] = value
}

function remove(document: Stored, path: string): void {
  const parts = path.split('.')
  const last = parts.pop() ?? path
  const at = parts.length === 0 ? document : read(document, parts.join('.'))
  if (isObject(at)) delete at[last]
}
