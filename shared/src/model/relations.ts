import type { FieldView, ModelView } from '../document/views.ts'

/** Hops that `expand` may go from a record. */
export const EXPAND_DEPTH = 3
/** Records that a reverse list answers with each record; all of them: `GET /orders?customer=<id>`. */
export const BACK_LIST = 50
/** Records that a relation to many may name. */
export const MOST_REFERENCES = 200

/** True when a value is a list. */
export function isMany({ type, constraints }: Pick<FieldView, 'type' | 'constraints'>): boolean {
  return (type === 'relation' || type === 'user') && constraints.many === true
}

/** Fields that the server fills in: never sent. */
export function isFilledIn({ type }: Pick<FieldView, 'type'>): boolean {
  return type === 'autoNumber' || type === 'computed'
}

/**
 * What happens to a record when the one that it refers to is deleted. A required reference to one cannot be emptied: then
 * `setNull` is `restrict`.
 */
export function onDeleteOf({ constraints }: Pick<FieldView, 'constraints'>): 'restrict' | 'setNull' | 'cascade' {
  const wanted = constraints.onDelete ?? 'restrict'
  return wanted === 'setNull' && constraints.required === true && constraints.many !== true ? 'restrict' : wanted
}

const TITLES: ReadonlySet<FieldView['type']> = new Set(['text', 'email', 'url', 'select', 'autoNumber', 'computed'])

/** The field by which people know a record: the first short text, else the first number or date; null for none. */
export function titleFieldOf({ fields }: Pick<ModelView, 'fields'>): FieldView | null {
  const plain = new Set<FieldView['type']>(['integer', 'number', 'date', 'datetime', 'longText'])
  return fields.find(({ type }) => TITLES.has(type)) ?? fields.find(({ type }) => plain.has(type)) ?? null
}
