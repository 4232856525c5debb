import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Filter, Sort, Value } from '../../../platform/db/port.ts'
import type { Order, Query, Target } from './ast.ts'

/** Where a target lives in a stored record. */
export function pathOf(target: Target): string {
  if (target.kind === 'field') return `f.${target.field.id}`
  return target.name === 'id' ? '_id' : target.name
}

/** A typed query as a filter of the store. */
export function toFilter(query: Query): Filter {
  if (query.kind === 'test') return { [pathOf(query.target)]: condition(query.operator, query.value) }
  if (query.parts.length === 0) return {}
  return { [query.kind === 'and' ? '$and' : '$or']: query.parts.map(toFilter) }
}

function condition(operator: Extract<Query, { kind: 'test' }>['operator'], value: Value): Value {
  // A missing value is stored as nothing or null; both mean "not there".
  if (operator === 'exists') return value === true ? { $ne: null } : { $eq: null }
  return { [`$${operator}`]: value }
}

const SEARCHED = new Set(['text', 'longText', 'email', 'url', 'select'])

/** Some text field contains the words, whatever their case. */
export function searchFilter(compiled: CompiledModel, search: string | null): Filter {
  if (search === null) return {}
  const fields = compiled.model.fields.filter((field) => SEARCHED.has(field.type))
  if (fields.length === 0) return { _id: '' }
  return { $or: fields.map((field) => ({ [`f.${field.id}`]: { $contains: search } })) }
}

/** The order with `_id` as the last word, so that every record has one place. Newest first when nothing is asked. */
export function toSort(order: readonly Order[]): Sort {
  const asked = Object.fromEntries(order.map(({ target, direction }) => [pathOf(target), direction]))
  const sort: Sort = order.length === 0 ? { createdAt: -1 } : asked
  return '_id' in sort ? sort : { ...sort, _id: order[0]?.direction ?? -1 }
}
