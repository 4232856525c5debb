import type { FieldView } from '@axiom/shared/document/views'
import { findOption, isChoice, knownOptions } from '@axiom/shared/model/choices'
import { columnOfField } from '@axiom/shared/model/columns'
import type { Operator } from '@axiom/shared/model/operators'

import type { Filter, Sort, Value } from '../../../platform/db/port.ts'
import type { Order, Target, Test } from './ast.ts'

/** Where a target lives in a stored record. */
export function pathOf(target: Target): string {
  if (target.kind === 'field') return `f.${target.field.id}`
  if (target.name === 'id') return '_id'
  return target.name === 'version' ? 'v' : target.name
}

/** One condition on a record as a filter of the store. */
export function testFilter(test: Test): Filter {
  return { [pathOf(test.target)]: conditionOf(test) }
}

function conditionOf({ target, operator, value }: Test): Value {
  const field = target.kind === 'field' && isChoice(target.field) ? target.field : null
  return field && operator !== 'exists' && value !== null
    ? choiceCondition(field, operator, value)
    : condition(operator, value)
}

/** Labels are what people compare; ids (and what was typed before there were options) are what is stored. */
function choiceCondition(field: FieldView, operator: Operator, value: Value): Value {
  const operands = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string')
  const named = (compare: (label: string) => boolean): string[] =>
    knownOptions(field).flatMap(({ id, label }) => (compare(label) ? [id, label] : []))
  const meant = [...operands, ...operands.flatMap((one) => findOption(field, one)?.id ?? [])]
  const listed = [...new Set([...meant, ...named((label) => operands.includes(label))])]
  const withNull = Array.isArray(value) && value.includes(null) ? [...listed, null] : listed
  if (operator === 'eq' || operator === 'in') return { $in: withNull }
  if (operator === 'ne' || operator === 'nin') return { $nin: withNull }
  return { $in: named((label) => compareLabels(operator, label, operands[0] ?? '')) }
}

function compareLabels(operator: Operator, label: string, operand: string): boolean {
  switch (operator) {
    case 'gt':
      return label > operand
    case 'gte':
      return label >= operand
    case 'lt':
      return label < operand
    case 'lte':
      return label <= operand
    case 'startsWith':
      return label.toLowerCase().startsWith(operand.toLowerCase())
    default:
      return label.toLowerCase().includes(operand.toLowerCase())
  }
}

function condition(operator: Operator, value: Value): Value {
  // A missing value is stored as nothing or null; both mean "not there".
  if (operator === 'exists') return value === true ? { $ne: null } : { $eq: null }
  return { [`$${operator}`]: value }
}

/** The order with `_id` as the last word, so that every record has one place. Newest first when nothing is asked. */
export function toSort(order: readonly Order[]): Sort {
  const asked = Object.fromEntries(order.map(({ target, direction }) => [pathOf(target), direction]))
  const sort: Sort = order.length === 0 ? { createdAt: -1 } : asked
  return '_id' in sort ? sort : { ...sort, _id: order[0]?.direction ?? -1 }
}
