import { isObject } from '@axiom/shared/json'

import type { Comparison, Condition, Filter, Reference, Words } from '../port.ts'
import { encodeValue } from './encode.ts'
import { DATABASE, dateAt, extract, jsonPath, tableOf, typeAt } from './paths.ts'
import { type Sql, TRUE } from './sql.ts'
import { findWords, type WordIndex } from './wordIndex.ts'

/**
 * Compiles a filter of the port; every value is bound, never pasted. `index`: of the words in the collection. Throws RangeError for an
 * unknown operator (a bug).
 */
export function compileFilter(filter: Filter, index: WordIndex | null = null): Sql {
  const compile = (part: Filter): Sql => compileFilter(part, index)
  const parts = Object.entries(filter).flatMap(([key, value]): Sql[] => {
    if (value === undefined) return []
    if (key === '$and') return [all((value as Filter[]).map(compile))]
    if (key === '$or') return [any((value as Filter[]).map(compile))]
    if (key === '$nor') return [not(any((value as Filter[]).map(compile)))]
    if (key === '$words') return [findWords(value as Words, index)]
    return [compilePath(key, value)]
  })
  return all(parts)
}

function compilePath(path: string, value: unknown): Sql {
  if (!isCondition(value)) return equals(path, value)
  return all(Object.entries(value).map(([operator, operand]) => compileOperator(path, operator, operand)))
}

function isCondition(value: unknown): value is Condition {
  return isObject(value) && !(value instanceof Date) && Object.keys(value).some((key) => key.startsWith('$'))
}

function compileOperator(path: string, operator: string, operand: unknown): Sql {
  switch (operator) {
    case '$eq':
      return equals(path, operand)
    case '$ne':
      return not(equals(path, operand))
    case '$in':
      return among(path, operand as unknown[])
    case '$nin':
      return not(among(path, operand as unknown[]))
    case '$exists':
      return { sql: `${typeAt(path)} IS ${operand === true ? 'NOT ' : ''}NULL`, params: [] }
    case '$gt':
      return compare(path, '>', operand)
    case '$gte':
      return compare(path, '>=', operand)
    case '$lt':
      return compare(path, '<', operand)
    case '$lte':
      return compare(path, '<=', operand)
    case '$contains':
      return search(path, '> 0', operand)
    case '$startsWith':
      return search(path, '= 1', operand)
    case '$refersTo':
      return refersTo(path, operand as Reference)
    case '$compare':
      return compareWith(path, operand as Comparison)
    default:
      throw new RangeError(`Unknown filter operator ${operator}`)
  }
}

/** MongoDB's equality: the value itself, or an array that contains it; null also matches what is missing. */
function equals(path: string, value: unknown): Sql {
  if (value === undefined || value === null) {
    const inArray = member(path, { sql: `e.type = 'null'`, params: [] })
    return any([{ sql: `(${typeAt(path)} IS NULL OR ${typeAt(path)} = 'null')`, params: [] }, inArray])
  }
  const direct = sameAs(extract(path), typeAt(path), dateAtOr(path), value)
  if (path === '_id') return direct
  return any([direct, member(path, sameAs('e.value', 'e.type', `json_extract(e.value,'$."$date"')`, value))])
}

/** Texts that are compared one by one; SQLite takes no thousand alternatives. */
const FEW = 20

function among(path: string, values: readonly unknown[]): Sql {
  const texts = values.filter((value) => typeof value === 'string')
  if (texts.length <= FEW) return any(values.map((value) => equals(path, value)))
  const params = [JSON.stringify(texts)]
  const list = '(SELECT value FROM json_each(?))'
  const direct = { sql: `(${extract(path)} IN ${list} AND ${typeAt(path)} = 'text')`, params }
  const others = values.filter((value) => typeof value !== 'string').map((value) => equals(path, value))
  return any([direct, member(path, { sql: `e.type = 'text' AND e.value IN ${list}`, params }), ...others])
}

function dateAtOr(path: string): string {
  return path === '_id' ? 'NULL' : dateAt(path)
}

function sameAs(value: string, type: string, date: string, operand: unknown): Sql {
  if (typeof operand === 'string') return { sql: `(${value} = ? AND ${type} = 'text')`, params: [operand] }
  if (typeof operand === 'number') return { sql: `(${value} = ? AND ${type} IN ('integer','real'))`, params: [operand] }
  if (typeof operand === 'boolean') return { sql: `${type} = '${operand}'`, params: [] }
  if (operand instanceof Date) {
    return { sql: `(${type} = 'object' AND ${date} = ?)`, params: [operand.getTime()] }
  }
  const kind = Array.isArray(operand) ? 'array' : 'object'
  return { sql: `(${type} = '${kind}' AND ${value} = json(?))`, params: [JSON.stringify(encodeValue(operand))] }
}

/** True when the path holds an array and some member fulfils `test` (over `e.value`, `e.type`). */
function member(path: string, test: Sql): Sql {
  if (path === '_id') return { sql: '0', params: [] }
  const each = `SELECT 1 FROM json_each(doc,'${jsonPath(path)}') AS e WHERE ${test.sql}`
  // What is said of `_id` is always true; without it SQLite sees no way to the partial index of arrays, and reads the whole table.
  return { sql: `(${typeAt(path)} = 'array' AND _id >= '' AND EXISTS (${each}))`, params: test.params }
}

/** Order comparison within one type only, as MongoDB brackets types. */
function compare(path: string, operator: string, operand: unknown): Sql {
  const direct = ordered(extract(path), typeAt(path), dateAtOr(path), operator, operand)
  if (path === '_id') return direct
  return any([
    direct,
    member(path, ordered('e.value', 'e.type', `json_extract(e.value,'$."$date"')`, operator, operand)),
  ])
}

function ordered(value: string, type: string, date: string, operator: string, operand: unknown): Sql {
  if (typeof operand === 'string') return { sql: `(${value} ${operator} ? AND ${type} = 'text')`, params: [operand] }
  if (typeof operand === 'number')
    return { sql: `(${value} ${operator} ? AND ${type} IN ('integer','real'))`, params: [operand] }
  if (operand instanceof Date)
    return { sql: `(${type} = 'object' AND ${date} ${operator} ?)`, params: [operand.getTime()] }
  if (typeof operand === 'boolean') {
    return { sql: `(${type} IN ('true','false') AND (${type} = 'true') ${operator} ?)`, params: [operand ? 1 : 0] }
  }
  // Null is only equal to null; objects and arrays have no order that Axiom needs.
  return operand === null && operator.endsWith('=') ? equals0(type) : { sql: '0', params: [] }
}

const SIGNS = { $eq: '=', $ne: '=', $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' } as const

/** The other path's value in the operand's place. */
function compareWith(path: string, { operator, with: other }: Comparison): Sql {
  const operand = single(extract(other), typeAt(other), dateAtOr(other))
  const match = ({ value, kind }: Single): Sql => ({
    sql: `(${kind} = ${operand.kind} AND ${value} ${SIGNS[operator]} ${operand.value})`,
    params: [],
  })
  const found = any([
    match(single(extract(path), typeAt(path), dateAtOr(path))),
    member(path, match(single('e.value', 'e.type', `json_extract(e.value,'$."$date"')`))),
  ])
  if (operator !== '$ne') return found
  return all([{ sql: `${operand.kind} IS NOT NULL`, params: [] }, not(found)])
}

interface Single {
  value: string
  /** What it can be compared with; NULL for what is missing, null, a list or an object. */
  kind: string
}

function single(value: string, type: string, date: string): Single {
  return {
    value: `CASE ${type} WHEN 'object' THEN ${date} ELSE ${value} END`,
    kind:
      `CASE ${type} WHEN 'integer' THEN 'number' WHEN 'real' THEN 'number' WHEN 'text' THEN 'text' ` +
      `WHEN 'true' THEN 'truth' WHEN 'false' THEN 'truth' WHEN 'object' THEN iif(${date} IS NULL, NULL, 'date') END`,
  }
}

function equals0(type: string): Sql {
  return { sql: `(${type} IS NULL OR ${type} = 'null')`, params: [] }
}

/** Position of a literal text, without case: anywhere (`> 0`) or at the beginning (`= 1`). */
function search(path: string, position: '> 0' | '= 1', operand: unknown): Sql {
  const params = [String(operand).toLowerCase()]
  const one = (value: string, type: string): Sql => ({
    sql: `(${type} = 'text' AND instr(axiom_lower(${value}), ?) ${position})`,
    params,
  })
  return any([one(extract(path), typeAt(path)), member(path, one('e.value', 'e.type'))])
}

/** A subquery: whatever it names is of its own table. */
function refersTo(path: string, { database = DATABASE, collection, filter }: Reference): Sql {
  if (database !== DATABASE) throw new RangeError(`There is no database ${JSON.stringify(database)} here.`)
  const { sql, params } = compileFilter(filter)
  // As a value, not as a column: a column's affinity would keep the index of the path out.
  const ids = `SELECT +_id FROM ${tableOf(collection)} WHERE ${sql}`
  const direct = { sql: `${extract(path)} IN (${ids})`, params }
  return any([direct, member(path, { sql: `e.type = 'text' AND e.value IN (${ids})`, params })])
}

/** Paths that a filter asks for. */
export function pathsIn(filter: Filter): string[] {
  return Object.entries(filter).flatMap(([key, value]): string[] =>
    key.startsWith('$') && Array.isArray(value) ? (value as Filter[]).flatMap(pathsIn) : [key],
  )
}

/** Collections that a filter looks into, beside its own. */
export function collectionsIn(filter: Filter): string[] {
  return Object.entries(filter).flatMap(([key, value]): string[] => {
    if (Array.isArray(value)) return key.startsWith('$') ? (value as Filter[]).flatMap(collectionsIn) : []
    const reference = isCondition(value) ? value.$refersTo : undefined
    return reference ? [reference.collection, ...collectionsIn(reference.filter)] : []
  })
}

function all(parts: Sql[]): Sql {
  // What is always true would hide that there is no filter.
  return join(
    parts.filter(({ sql }) => sql !== TRUE.sql),
    ' AND ',
    TRUE,
  )
}

function any(parts: Sql[]): Sql {
  return join(parts, ' OR ', { sql: '0', params: [] })
}

function join(parts: Sql[], word: string, empty: Sql): Sql {
  if (parts.length === 0) return empty
  if (parts.length === 1 && parts[0]) return parts[0]
  return { sql: `(${parts.map((part) => part.sql).join(word)})`, params: parts.flatMap((part) => part.params) }
}

function not(part: Sql): Sql {
  return { sql: `NOT coalesce(${part.sql}, 0)`, params: part.params }
}
