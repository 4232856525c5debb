import type { ModelView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'

/**
 * Ids of the models whose rows may not fit their fields any more. Rows fit what is live, which they were written for, and what was
 * published last, which they were converted to: after a return to an older release these differ.
 */
export function changedModels(
  models: readonly ModelView[],
  published: readonly (Pick<CompiledApp, 'models'> | null)[],
): ReadonlySet<string> {
  const before = published.map((app) => new Map(app?.models.map(({ id, fields }) => [id, JSON.stringify(fields)])))
  const isAsBefore = ({ id, fields }: ModelView): boolean => {
    const now = JSON.stringify(fields)
    return before.length > 0 && before.every((known) => known.get(id) === now)
  }
  return new Set(models.flatMap((model) => (isAsBefore(model) ? [] : [model.id])))
}
