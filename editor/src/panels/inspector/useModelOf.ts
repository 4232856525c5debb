import type { ModelView, NodeView } from '@axiom/shared/document/views'
import { completeProps } from '@axiom/shared/widgets/registry'

import { useModels, useProjectSession } from '../../document/hooks.ts'

/** The model that a widget shows: its own, else that of the form or container around it. */
export function useModelOf(node: NodeView | undefined): ModelView | null {
  const models = useModels()
  const { store } = useProjectSession()
  const seen = new Set<string>()
  for (let at: NodeView | null = node ?? null; at && !seen.has(at.id); at = store.getNode(at.parentId)) {
    seen.add(at.id)
    const id = completeProps(at.type, at.props)['model']
    const model = models.find((each) => each.id === id)
    if (model) return model
  }
  return null
}
