import type { Claim } from '@axiom/shared/access/audience'
import { columnOfField, systemColumn } from '@axiom/shared/model/columns'
import type { Operator } from '@axiom/shared/model/operators'
import type { Rule, RuleColumn, RuleFixed, RuleOperator, RuleTest, RuleValue } from '@axiom/shared/rules/ast'

import type { Comparison, Condition, Filter } from '../../platform/db/port.ts'
import type { Scalar } from './query/ast.ts'
import { pathOf, testFilter } from './query/toFilter.ts'
import { type RowsHome, rowsOf } from './stored.ts'

/** What a condition may know beside the record. */
export interface Facts extends RowsHome {
  claims: Readonly<Record<string, Claim>>
  /** Milliseconds. */
  now: number
}

/** What is true of no record, and of every one. */
const NOTHING: Filter = { $or: [] }
const ALL: Filter = {}

/**
 * A condition as a filter of the store, for one caller and moment. What is not known (a claim that he does not have, the order of a
 * missing value, a field of a related record that is not there) makes neither a comparison nor its opposite true: `not` is therefore
 * carried down to the comparisons, and what is unknown there matches nothing. So a gap in what is known never opens anything.
 */
export function ruleFilter(rule: Rule, facts: Facts, isNegated = false): Filter {
  switch (rule.kind) {
    case 'not':
      return ruleFilter(rule.part, facts, !isNegated)
    case 'and':
    case 'or': {
      const parts = rule.parts.map((part) => ruleFilter(part, facts, isNegated))
      return (rule.kind === 'and') === isNegated ? { $or: parts } : { $and: parts }
    }
    case 'fixed':
      return holds(rule, facts) === !isNegated ? ALL : NOTHING
    case 'test':
      return comparison(rule, facts, isNegated)
  }
}

const OPERATORS: Record<RuleTest['operator'], [Operator, negated: Operator]> = {
  '=': ['eq', 'ne'],
  '!=': ['ne', 'eq'],
  '<': ['lt', 'gte'],
  '<=': ['lte', 'gt'],
  '>': ['gt', 'lte'],
  '>=': ['gte', 'lt'],
  in: ['in', 'nin'],
  has: ['eq', 'ne'],
}

function comparison(test: RuleTest, facts: Facts, isNegated: boolean): Filter {
  const { link, value } = test
  const filter =
    value.kind === 'field' ? betweenFields(test, value.column, isNegated) : withValue(test, value, facts, isNegated)
  if (!link || filter === NOTHING) return filter
  return {
    [pathOf({ kind: 'field', field: link.field })]: { $refersTo: { ...rowsOf(facts, link.target.model), filter } },
  }
}

function withValue({ column, operator }: RuleTest, value: RuleValue, facts: Facts, isNegated: boolean): Filter {
  const known = resolve(value, column, facts)
  // A list of which something is not known may have it or not.
  if (known === undefined || (known.isPartial && isNegated)) return NOTHING
  const asked = OPERATORS[operator][isNegated ? 1 : 0]
  return testFilter({ kind: 'test', target: column, operator: asked, value: known.value })
}

/** Two fields are different where both have a value; a list that is not there has nothing in it. */
function betweenFields({ column, operator }: RuleTest, other: RuleColumn, isNegated: boolean): Filter {
  const asked = `$${OPERATORS[operator][isNegated ? 1 : 0]}` as Comparison['operator']
  const condition: Condition = { $compare: { operator: asked, with: pathOf(other) } }
  if (asked === '$ne' && operator !== 'has') condition.$ne = null
  return { [pathOf(column)]: condition }
}
interface Known {
  value: Scalar | Scalar[]
  isPartial: boolean
}

/** The value for a column; undefined where it is not known, or of another kind than the column's. */
function resolve(value: RuleValue, column: RuleColumn, facts: Facts): Known | undefined {
  const isDate = typeOf(column) === 'date'
  if (value.kind === 'list' || (value.kind === 'caller' && Array.isArray(facts.claims[value.name]))) {
    const items = itemsOf(value, facts, isDate)
    const fitting = items.flatMap((item): Scalar[] => {
      const fit = item === null ? null : item === undefined ? undefined : fitted(item, kindOf(column))
      return fit === undefined ? [] : [fit]
    })
    return { value: fitting, isPartial: fitting.length < items.length }
  }
  const one = valueOf(value, facts, isDate)
  if (one === null) return { value: null, isPartial: false }
  const fit = one === undefined || isList(one) ? undefined : fitted(one, kindOf(column))
  return fit === undefined ? undefined : { value: fit, isPartial: false }
}

function itemsOf(value: RuleValue, facts: Facts, asDate = false): (Scalar | undefined)[] {
  if (value.kind === 'list') return value.items.flatMap((item) => itemsOf(item, facts, asDate))
  const one = valueOf(value, facts, asDate)
  return isList(one) ? [...one] : [one]
}

function valueOf(value: RuleValue, { claims, now }: Facts, asDate = false): Scalar | readonly string[] | undefined {
  switch (value.kind) {
    case 'literal':
      return value.value
    case 'caller':
      return Object.hasOwn(claims, value.name) ? claims[value.name] : undefined
    case 'now': {
      const instant = new Date(now).toISOString()
      return asDate ? instant.slice(0, 10) : instant
    }
    case 'list':
      return undefined
  }
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value)
}

function typeOf(column: RuleColumn): string {
  if (column.kind === 'field') return columnOfField(column.field).type
  return systemColumn(column.name)?.type ?? 'text'
}

type Kind = 'string' | 'number' | 'boolean'

function kindOf(column: RuleColumn): Kind {
  const type = typeOf(column)
  if (type === 'integer' || type === 'number' || type === 'autoNumber') return 'number'
  return type === 'boolean' ? 'boolean' : 'string'
}

/** A claim is written down as text, mostly: it is read as what it is compared with. Undefined where it cannot be that. */
function fitted(value: Scalar, kind: Kind): Exclude<Scalar, null> | undefined {
  if (value === null) return undefined
  if (typeof value === kind) return value
  if (kind === 'string') return String(value)
  if (kind === 'boolean') return value === 'true' ? true : value === 'false' ? false : undefined
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN
  return Number.isFinite(number) ? number : undefined
}

/** Whether a comparison without a record is true; undefined where something in it is not known. */
function holds({ operator, left, right }: RuleFixed, facts: Facts): boolean | undefined {
  const a = valueOf(left, facts)
  if (operator === 'in') return isWithin(a, itemsOf(right, facts))
  const b = valueOf(right, facts)
  if (isNull(left) || isNull(right)) return nullHolds(operator, a, b)
  if (a === undefined || b === undefined || isList(a) || isList(b)) return undefined
  // What stands in the condition says of which kind both are.
  const kind = typeof (left.kind === 'caller' ? b : a) as Kind
  const [one, other] = [fitted(a, kind), fitted(b, kind)]
  return one === undefined || other === undefined ? undefined : compare(operator, one, other)
}

function isWithin(one: ReturnType<typeof valueOf>, items: readonly (Scalar | undefined)[]): boolean | undefined {
  if (one === undefined || isList(one)) return undefined
  if (items.includes(one)) return true
  return items.includes(undefined) ? undefined : false
}

function isNull(value: RuleValue): boolean {
  return value.kind === 'literal' && value.value === null
}

/** `caller.team = null`: he has none. */
function nullHolds(operator: RuleOperator, a: unknown, b: unknown): boolean | undefined {
  const isSame = (a ?? null) === (b ?? null)
  if (operator === '=') return isSame
  return operator === '!=' ? !isSame : undefined
}

function compare(operator: RuleOperator, a: Exclude<Scalar, null>, b: Exclude<Scalar, null>): boolean | undefined {
  if (operator === '=') return a === b
  if (operator === '!=') return a !== b
  switch (operator) {
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    case 'in':
      return undefined
  }
}
