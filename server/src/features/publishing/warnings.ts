import type { PublishWarning } from '@axiom/shared/contracts/publishing'
import type { NodeView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { parseActions } from '@axiom/shared/widgets/actions'

const READERS = new Set(['table', 'stat'])

type Need = Pick<PublishWarning, 'modelId' | 'operation'>

/** Tables, stats, forms and actions whose model's rule would refuse an anonymous visitor. Publishing never opens anything by itself. */
export function findWarnings(app: CompiledApp): PublishWarning[] {
  const models = new Map(app.models.map((model) => [model.id, model]))
  return app.nodes.flatMap((node) =>
    needsOf(node).flatMap(({ modelId, operation }): PublishWarning[] => {
      const model = models.get(modelId)
      if (!model || model.rules[operation] === 'public') return []
      return [{ nodeId: node.id, nodeName: node.name, modelId, modelName: model.label, operation }]
    }),
  )
}

/** What a widget does with records: by what it is, and by its actions. */
function needsOf({ type, props, events }: NodeView): Need[] {
  const operation = READERS.has(type) ? 'list' : type === 'form' ? 'create' : null
  const own: Need[] = operation && typeof props['model'] === 'string' ? [{ modelId: props['model'], operation }] : []
  const actions = Object.values(events).flatMap((list) => parseActions(list).flatMap(needOfAction))
  return [...own, ...actions]
}

function needOfAction(action: ReturnType<typeof parseActions>[number]): Need[] {
  switch (action.kind) {
    case 'createRecord':
      return [{ modelId: action.modelId, operation: 'create' }]
    case 'updateRecord':
      return [{ modelId: action.modelId, operation: 'update' }]
    case 'deleteRecord':
      return [{ modelId: action.modelId, operation: 'delete' }]
    default:
      return []
  }
}
