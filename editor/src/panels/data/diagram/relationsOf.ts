import type { FieldView, ModelView } from '@axiom/shared/document/views'

export interface Relation {
  field: FieldView
  from: ModelView
  to: ModelView
}

/** Every relation whose target lives. */
export function relationsOf(models: readonly ModelView[]): Relation[] {
  return models.flatMap((from) =>
    from.fields.flatMap((field): Relation[] => {
      const to = field.type === 'relation' ? models.find(({ id }) => id === field.constraints.target) : undefined
      return to ? [{ field, from, to }] : []
    }),
  )
}

const WIDTH = 340
const ROW = 21
const GAP = 40

/** A place for each model: what others point to stands right of them, in columns; circles do no harm. */
export function placesOf(models: readonly ModelView[]): Map<string, { x: number; y: number }> {
  const columns = new Map(models.map(({ id }) => [id, 0]))
  const relations = relationsOf(models).filter(({ from, to }) => from !== to)
  // A path without a circle is shorter than the number of models.
  for (let round = 0; round < models.length; round++) {
    for (const { from, to } of relations) {
      const next = (columns.get(from.id) ?? 0) + 1
      if (next > (columns.get(to.id) ?? 0) && next < models.length) columns.set(to.id, next)
    }
  }
  const used = [...new Set(columns.values())].sort((a, b) => a - b)
  const heights = new Map<number, number>()
  return new Map(
    models.map(({ id, fields }) => {
      const column = used.indexOf(columns.get(id) ?? 0)
      const y = heights.get(column) ?? 0
      heights.set(column, y + 56 + fields.length * ROW + GAP)
      return [id, { x: column * WIDTH, y }]
    }),
  )
}
