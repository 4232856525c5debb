import type { FieldView, OptionView } from '../document/views.ts'
import type { Json } from '../json.ts'

/**
 * Selects are stored by option id and shown by label [M12]: a rename reaches every record at once. A value that is no id (typed
 * before the field had options) is its own label.
 */
export function isChoice({ type, options }: Pick<FieldView, 'type' | 'options'>): boolean {
  return (type === 'select' || type === 'multiSelect') && options.length > 0
}

/** Options that records may have: the offered ones, then those that were taken away. */
export function knownOptions({ options, retired }: Pick<FieldView, 'options' | 'retired'>): OptionView[] {
  return [...options, ...retired]
}

/** The option that a label, or an id, means; offered ones first. */
export function findOption(field: FieldView, labelOrId: string): OptionView | undefined {
  const known = knownOptions(field)
  return known.find(({ label }) => label === labelOrId) ?? known.find(({ id }) => id === labelOrId)
}

/** A stored value as people see it. */
export function showChoice(field: FieldView, stored: Json): Json {
  if (Array.isArray(stored)) return stored.map((one) => showChoice(field, one))
  if (typeof stored !== 'string') return stored
  return knownOptions(field).find(({ id }) => id === stored)?.label ?? stored
}
