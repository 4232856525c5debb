import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { isObject, type Json } from '@axiom/shared/json'
import { canSort, columnOfField } from '@axiom/shared/model/columns'
import { type Look, lookIn } from '@axiom/shared/model/formatNumber'

export interface Column {
  field: FieldView
  label: string
}

/** The chosen fields in their order, under their headings; none chosen: all of them. */
export function columnsOf(model: ModelView | undefined, chosen: Json | undefined): Column[] {
  const wanted: Record<string, unknown>[] = Array.isArray(chosen) ? chosen.filter((one) => isObject(one)) : []
  const fields = model?.fields ?? []
  if (wanted.length === 0) return fields.map((field) => ({ field, label: field.label }))
  return wanted.flatMap((column) => {
    const field = fields.find((one) => one.id === column['field'])
    const label = typeof column['label'] === 'string' && column['label'] !== '' ? column['label'] : (field?.label ?? '')
    return field ? [{ field: looking(field, lookIn(column)), label }] : []
  })
}

/** The field as its column shows it: a look of the column is all of it. */
function looking(field: FieldView, look: Look | null): FieldView {
  if (look === null) return field
  const { shownAs: _, currency: _currency, decimals: _decimals, ...constraints } = field.constraints
  return { ...field, constraints: { ...constraints, ...look } }
}

/** The order that the designer chose, as the endpoint takes it; empty: newest first, also for who may not order by it. */
export function defaultSort(model: ModelView | undefined, fieldId: string, direction: string): string {
  const field = model?.fields.find((one) => one.id === fieldId)
  return field && isSortable(field) ? `${direction === 'desc' ? '-' : ''}${field.name}` : ''
}

/** Numbers stand at the end of their column, digit below digit. */
export function isNumeric(field: FieldView): boolean {
  const { type } = columnOfField(field)
  return type === 'integer' || type === 'number' || type === 'autoNumber'
}

/** Lists and free structures have no order that means something. */
export function isSortable(field: FieldView): boolean {
  return canSort(columnOfField(field))
}
