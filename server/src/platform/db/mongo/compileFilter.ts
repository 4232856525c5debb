import { isObject } from '@axiom/shared/json'

import { checkPath } from '../paths.ts'
import type { Comparison, Filter, Words } from '../port.ts'
import { wordsOf } from '../words.ts'
import { encodeValue } from './encode.ts'

/** A filter of the driver. */
export type MongoFilter = Record<string, unknown>

const NOTHING: MongoFilter = { _id: { $in: [] } }

/** A filter of the port as the driver's; values are data, whatever their keys are. Throws RangeError for an unknown operator (a bug). */
export function compileFilter(filter: Filter): MongoFilter {
  const parts = Object.entries(filter).flatMap(([key, value]): MongoFilter[] => {
    if (value === undefined) return []
    if (key === '$and') return [all((value as Filter[]).map(compileFilter))]
    if (key === '$or') return [any((value as Filter[]).map(compileFilter))]
    if (key === '$nor') return [not(any((value as Filter[]).map(compileFilter)))]
    if (key === '$words') return [findWords(value as Words)]
    return compilePath(key === '_id' ? key : checkPath(key), value)
  })
  return all(parts)
}

function compilePath(path: string, value: unknown): MongoFilter[] {
  if (!isCondition(value)) return [{ [path]: { $eq: encodeValue(value) ?? null } }]
  return Object.entries(value).map(([operator, operand]) => compileOperator(path, operator, operand))
}

function isCondition(value: unknown): value is Record<string, unknown> {
  return isObject(value) && !(value instanceof Date) && Object.keys(value).some((key) => key.startsWith('$'))
}

function compileOperator(path: string, operator: string, operand: unknown): MongoFilter {
  switch (operator) {
    case '$eq':
    case '$ne':
    case '$in':
    case '$nin':
      return { [path]: { [operator]: encodeValue(operand) ?? null } }
    case '$exists':
      return { [path]: { $exists: operand === true } }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return hasOrder(operator, operand) ? { [path]: { [operator]: operand } } : NOTHING
    case '$contains':
      return { [path]: { $regex: escapeText(String(operand)), $options: 'i' } }
    case '$startsWith':
      return { [path]: { $regex: `^${escapeText(String(operand))}`, $options: 'i' } }
    case '$compare':
      return compareWith(path, operand as Comparison)
    default:
      throw new RangeError(`Unknown filter operator ${operator}`)
  }
}

/** Null is only equal to null; objects and arrays have no order that Axiom needs. */
function hasOrder(operator: string, operand: unknown): boolean {
  if (operand === null) return operator.endsWith('e')
  return typeof operand !== 'object' || operand instanceof Date
}

/** The other path's value in the operand's place: as a filter of `find` would take it, which cannot name it. */
function compareWith(path: string, { operator, with: other }: Comparison): MongoFilter {
  const [value, operand] = [`$${path}`, `$${checkPath(other)}`]
  const values = { $cond: [{ $isArray: value }, value, [value]] }
  const sign = operator === '$ne' ? '$eq' : operator
  const match = { $and: [{ $eq: [kindOf('$$one'), kindOf(operand)] }, { [sign]: ['$$one', operand] }] }
  const found = { $anyElementTrue: { $map: { input: values, as: 'one', in: match } } }
  const isSingle = { $in: [kindOf(operand), ['number', 'string', 'bool', 'date']] }
  return { $expr: { $and: [isSingle, operator === '$ne' ? { $not: found } : found] } }
}

/** Its type, all numbers being one. */
function kindOf(value: string): MongoFilter {
  const type = { $type: value }
  return { $cond: [{ $in: [type, ['int', 'long', 'double', 'decimal']] }, 'number', type] }
}

/** At the beginning, or behind what is no part of a word. */
const WORD_BEGINS = String.raw`(^|[^\p{L}\p{N}\p{M}\p{Co}])`

/** MongoDB's own index of texts knows whole words only, and not where they stand: every document that the rest leaves is looked at. */
function findWords({ text, paths }: Words): MongoFilter {
  const words = wordsOf(text)
  if (words.length === 0) return NOTHING
  const begins = (word: string) => ({ $regex: WORD_BEGINS + escapeText(word), $options: 'i' })
  return all(words.map((word) => any(paths.map((path) => ({ [checkPath(path)]: begins(word) })))))
}

/** A text as an expression that matches exactly it. */
function escapeText(text: string): string {
  return text.replace(/[\0-/:-@[-`{-\x7f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

function all(parts: MongoFilter[]): MongoFilter {
  if (parts.length <= 1) return parts[0] ?? {}
  return { $and: parts }
}

function any(parts: MongoFilter[]): MongoFilter {
  if (parts.length <= 1) return parts[0] ?? NOTHING
  return { $or: parts }
}

function not(part: MongoFilter): MongoFilter {
  return { $nor: [part] }
}
