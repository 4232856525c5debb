import type { FieldType } from '../document/views.ts'
import type { CompiledModel, JsonSchema } from './compile.ts'
import { SYSTEM_FIELDS, type SystemField } from './names.ts'

/** What filters, orders and groups can name: a field, or one of the values that every record has. */
export interface Column {
  name: string
  label: string
  type: FieldType
}

const SYSTEM_TYPES: Record<SystemField, FieldType> = {
  id: 'text',
  createdAt: 'datetime',
  updatedAt: 'datetime',
  createdBy: 'text',
  version: 'integer',
}

/** The value that every record has under this name; undefined for none. */
export function systemColumn(name: string): (Column & { name: SystemField }) | undefined {
  const known = SYSTEM_FIELDS.find((one) => one === name)
  return known && { name: known, label: known, type: SYSTEM_TYPES[known] }
}

export function columnsOf({ model }: CompiledModel): Column[] {
  return [
    ...model.fields.map(({ name, label, type }) => ({ name, label, type })),
    ...SYSTEM_FIELDS.flatMap((name) => systemColumn(name) ?? []),
  ]
}

/** Lists and JSON have no order. */
export function canSort({ type }: Column): boolean {
  return type !== 'json' && type !== 'multiSelect'
}

export const AGGREGATES = ['sum', 'avg', 'min', 'max', 'countDistinct'] as const
export type Aggregate = (typeof AGGREGATES)[number]

const WITHOUT_EXTREMES: ReadonlySet<FieldType> = new Set(['boolean', 'select', 'multiSelect', 'json'])

/** Sums need numbers, the smallest and the largest an order that means something. */
export function canAggregate(name: Aggregate, { type }: Column): boolean {
  if (name === 'sum' || name === 'avg') return type === 'integer' || type === 'number'
  return name === 'countDistinct' || !WITHOUT_EXTREMES.has(type)
}

/** Parameters of a list or aggregate that are no filter; a field of such a name is reached as `name[eq]`. */
export const OWN_PARAMETERS: ReadonlySet<string> = new Set([
  'env',
  'sort',
  'limit',
  'cursor',
  'page',
  'fields',
  'search',
  'count',
  'filter',
  'or',
  'groupBy',
  ...AGGREGATES,
])

/** How a column is answered. */
export function answerOf({ record }: CompiledModel, { name }: Column): JsonSchema {
  return (record['properties'] as Record<string, JsonSchema> | undefined)?.[name] ?? {}
}
