import type { FieldType } from '../document/views.ts'

export const OPERATORS = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'nin',
  'contains',
  'startsWith',
  'exists',
] as const
export type Operator = (typeof OPERATORS)[number]

const ORDERED: readonly Operator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'nin', 'exists']
const TEXTUAL: readonly Operator[] = [...ORDERED, 'contains', 'startsWith']

/** Filter operators that make sense for a field's type. */
export function operatorsOf(type: FieldType): readonly Operator[] {
  switch (type) {
    case 'integer':
    case 'number':
    case 'autoNumber':
    case 'date':
    case 'datetime':
      return ORDERED
    case 'boolean':
      return ['eq', 'ne', 'exists']
    case 'multiSelect':
    case 'relation':
    case 'user':
      return ['eq', 'ne', 'in', 'nin', 'exists']
    case 'file':
    case 'json':
      return ['exists']
    default:
      return TEXTUAL
  }
}
