import type { PublishWarning } from '@axiom/shared/contracts/publishing'
import type { CompiledApp } from '@axiom/shared/model/app'

const READERS = new Set(['table', 'stat'])

/** Tables, stats and forms whose model's rule would refuse an anonymous visitor. Publishing never opens anything by itself. */
export function findWarnings(app: CompiledApp): PublishWarning[] {
  const models = new Map(app.models.map((model) => [model.id, model]))
  return app.nodes.flatMap((node): PublishWarning[] => {
    const operation = READERS.has(node.type) ? 'list' : node.type === 'form' ? 'create' : null
    const model = typeof node.props['model'] === 'string' ? models.get(node.props['model']) : undefined
    if (!operation || !model || model.rules[operation] === 'public') return []
    return [{ nodeId: node.id, nodeName: node.name, modelId: model.id, modelName: model.label, operation }]
  })
}
