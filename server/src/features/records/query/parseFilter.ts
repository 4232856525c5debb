import type { FieldType } from '@axiom/shared/document/views'
import { AppError, type FieldError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'
import { type Column, columnOfField, systemColumn } from '@axiom/shared/model/columns'
import type { CompiledModel, Link } from '@axiom/shared/model/compile'
import { OPERATORS, operatorsOf, type Operator } from '@axiom/shared/model/operators'
import type { Rule } from '@axiom/shared/rules/ast'
import { conditionOfReading } from '@axiom/shared/rules/conditionOf'

import type { Query, Scalar, Target, Test } from './ast.ts'

const MAX_TESTS = 60
const MAX_DEPTH = 6
const MAX_LIST = 200
const TAKES_NULL: ReadonlySet<Operator> = new Set(['eq', 'ne', 'in', 'nin'])

/** Throws `invalid_filter` with the one path that is wrong. */
export function refuse(path: string, message: string): never {
  const errors: FieldError[] = [{ path, code: 'invalid', message }]
  throw new AppError('invalid_filter', { errors })
}

/** A field by its name; `invalid_filter` for an unknown one. */
export function findTarget(compiled: CompiledModel, name: string, path = name): Target {
  const field = compiled.byName.get(name)
  if (field) return { kind: 'field', field, when: conditionOfReading(compiled, field.id) }
  const system = systemColumn(name)
  if (system) return { kind: 'system', name: system.name }
  return refuse(path, `There is no field "${name.slice(0, 80)}" in this collection.`)
}

/** A field that the caller sees in every record; `invalid_filter` for one that he sees in some only. */
export function findWhole(compiled: CompiledModel, name: string, path = name): Target {
  const target = findTarget(compiled, name, path)
  if (target.kind === 'system' || !target.when) return target
  return refuse(path, `You see "${name}" in some records only: filter by it, but do not order, group or sum by it.`)
}

/** Where a condition looks: a field of the collection, or `relation.field` of what a relation points to. */
export interface Point {
  link: Link | null
  /** What must hold of a record for the caller to know the relation. */
  when: Rule | null
  target: Target
}

/** Throws `invalid_filter` for an unknown name, and for more than one hop. */
export function findPoint(compiled: CompiledModel, name: string, path = name): Point {
  const [first = '', ...rest] = name.split('.')
  if (rest.length === 0) return { link: null, when: null, target: findTarget(compiled, name, path) }
  const link = compiled.links.get(first)
  if (!link) return refuse(path, `"${first.slice(0, 80)}" is no relation of this collection.`)
  if (rest.length > 1) return refuse(path, 'A filter goes one relation far: relation.field.')
  const when = conditionOfReading(compiled, link.field.id)
  return { link, when, target: findTarget(link.target, rest[0] ?? '', path) }
}

/** What a target is called, and of which type it is. */
export function columnOf(target: Target): Column {
  return target.kind === 'field'
    ? columnOfField(target.field)
    : (systemColumn(target.name) ?? refuse(target.name, 'Nothing here.'))
}

/** Parses a JSON filter: `{"status":"open"}`, `{"total":{"gte":10}}`, `{"and":[…]}`, `{"or":[…]}`. */
export function parseJsonFilter(compiled: CompiledModel, value: unknown, path: string): Query {
  const budget = { left: MAX_TESTS }
  return parseObject(compiled, value, { path, depth: 0, budget })
}

interface At {
  path: string
  depth: number
  budget: { left: number }
}

function parseObject(compiled: CompiledModel, value: unknown, { path, depth, budget }: At): Query {
  if (depth > MAX_DEPTH) refuse(path, `A filter may be nested ${MAX_DEPTH} levels deep.`)
  if (!isObject(value))
    return refuse(path, 'A filter is an object: {"field": value} or {"field": {"operator": value}}.')
  const parts = Object.entries(value).flatMap(([key, inner]): Query[] => {
    const at = { path: `${path}/${key}`, depth: depth + 1, budget }
    if (key === 'and' || key === 'or') return [parseGroup(compiled, key, inner, at)]
    return parseTests(findPoint(compiled, key, at.path), inner, at)
  })
  return { kind: 'and', parts }
}

function parseGroup(compiled: CompiledModel, kind: 'and' | 'or', value: unknown, at: At): Query {
  if (!Array.isArray(value) || value.length === 0 || value.length > MAX_TESTS)
    return refuse(at.path, 'Give a list of filters.')
  return { kind, parts: value.map((part, i) => parseObject(compiled, part, { ...at, path: `${at.path}/${i}` })) }
}

function parseTests(point: Point, value: unknown, { path, budget }: At): Query[] {
  const tests = isObject(value) ? Object.entries(value) : [['eq', value] as const]
  return tests.map(([operator, operand]) => {
    if (budget.left-- <= 0) refuse(path, `A filter may have ${MAX_TESTS} conditions.`)
    return parseAt(point, operator, operand, `${path}/${operator}`)
  })
}

/** One condition, of the collection or of what a relation points to. */
export function parseAt({ link, when, target }: Point, operator: string, operand: unknown, path: string): Query {
  const test = parseTest(target, operator, operand, path)
  return link ? { kind: 'hop', link, when, test, path } : test
}

/** One condition; the operand must fit the field's type. Texts (from a query string) are read as that type. */
function parseTest(target: Target, name: string, operand: unknown, path: string): Test {
  const { type } = columnOf(target)
  const operator = OPERATORS.find((known) => known === name)
  if (operator === undefined || !operatorsOf(type).includes(operator)) {
    return refuse(
      path,
      `"${name.slice(0, 40)}" is no operator of this field. Use one of: ${operatorsOf(type).join(', ')}.`,
    )
  }
  return { kind: 'test', target, operator, value: parseOperand(type, operator, operand, path) }
}

function parseOperand(type: FieldType, operator: Operator, operand: unknown, path: string): Scalar | Scalar[] {
  if (operator === 'exists') return toBoolean(operand, path)
  if (operand === null && !TAKES_NULL.has(operator)) return refuse(path, 'Only eq, ne, in and nin compare with null.')
  if (operator !== 'in' && operator !== 'nin') return toScalar(type, operand, path)
  const list = typeof operand === 'string' ? operand.split(',') : operand
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_LIST)
    return refuse(path, `Give a list of 1 to ${MAX_LIST} values.`)
  return list.map((item) => toScalar(type, item, path))
}

function toScalar(type: FieldType, value: unknown, path: string): Scalar {
  if (value === null) return null
  if (type === 'boolean') return toBoolean(value, path)
  if (type === 'integer' || type === 'number' || type === 'autoNumber') {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
    if (typeof number !== 'number' || !Number.isFinite(number)) return refuse(path, 'This field holds numbers.')
    return number
  }
  if (typeof value !== 'string') return refuse(path, 'This field holds text.')
  if (value.length > 4_000) return refuse(path, 'This text is too long for a filter.')
  if (type === 'date' && !isDate(value)) return refuse(path, 'Give a date, as 2026-01-31.')
  if (type === 'datetime') return toInstant(value, path)
  return value
}

function toBoolean(value: unknown, path: string): boolean {
  if (value === true || value === 'true') return true
  if (value === false || value === 'false') return false
  return refuse(path, 'Give true or false.')
}

/** A date, or a time with its offset: without one it would be the server's own. */
const INSTANT = /^\d{4}-\d\d-\d\d([Tt]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d))?$/

/** Instants are stored in one form, so that text order is time order. */
function toInstant(value: string, path: string): string {
  const time = INSTANT.test(value) ? Date.parse(value) : Number.NaN
  return Number.isNaN(time)
    ? refuse(path, 'Give a date and time, as 2026-01-31T12:00:00Z.')
    : new Date(time).toISOString()
}

function isDate(value: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
}
