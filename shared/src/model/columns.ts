import type { FieldType, FieldView } from '../document/views.ts'
import type { CompiledModel, JsonSchema } from './compile.ts'
import { SYSTEM_FIELDS, type SystemField } from './names.ts'

/** What filters, orders and groups can name: a field, or one of the values that every record has. */
export interface Column {
  name: string
  label: string
  type: FieldType
  /** The caller sees it in some records only: where it stands in an order, a group or a sum would tell of the others. */
  isPartly: boolean
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
  return known && { name: known, label: known, type: SYSTEM_TYPES[known], isPartly: false }
}

export function columnsOf({ model, partly }: CompiledModel): Column[] {
  const own = model.fields.map((field) => columnOfField({ ...field, isPartly: partly.read.has(field.id) }))
  return [...own, ...SYSTEM_FIELDS.flatMap((name) => systemColumn(name) ?? [])]
}

/** A field as filters see it: a computed one is what it answers. */
export function columnOfField({ name, label, type, constraints, isPartly = false }: FieldView): Column {
  return { name, label, type: type === 'computed' ? (constraints.result ?? 'text') : type, isPartly }
}

/** True for what is counted or measured: its numbers can be money or a percentage. */
export function hasNumbers(field: FieldView): boolean {
  const { type } = columnOfField(field)
  return type === 'number' || type === 'integer'
}

const UNSORTABLE: ReadonlySet<FieldType> = new Set(['multiSelect', 'file', 'json', 'relation', 'user'])

/** Lists, files, JSON and references have no order. */
export function canSort({ type, isPartly }: Column): boolean {
  return !isPartly && !UNSORTABLE.has(type)
}

/** What may be seen of every record can be grouped by. */
export function canGroup({ isPartly }: Column): boolean {
  return !isPartly
}

export const AGGREGATES = ['sum', 'avg', 'min', 'max', 'countDistinct'] as const
export type Aggregate = (typeof AGGREGATES)[number]

const WITHOUT_EXTREMES: ReadonlySet<FieldType> = new Set([
  'boolean',
  'select',
  'multiSelect',
  'file',
  'json',
  'relation',
  'user',
])

/** Sums need numbers, the smallest and the largest an order that means something. */
export function canAggregate(name: Aggregate, { type, isPartly }: Column): boolean {
  if (isPartly) return false
  if (name === 'sum' || name === 'avg') return type === 'integer' || type === 'number' || type === 'autoNumber'
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
  'expand',
  'or',
  'groupBy',
  ...AGGREGATES,
])

/** How a column is answered. */
export function answerOf({ record }: CompiledModel, { name }: Column): JsonSchema {
  return (record['properties'] as Record<string, JsonSchema> | undefined)?.[name] ?? {}
}
