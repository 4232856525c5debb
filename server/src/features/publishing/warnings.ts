import { ANYBODY, type Caller, isAllowed } from '@axiom/shared/access/audience'
import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { PublishWarning } from '@axiom/shared/contracts/publishing'
import type { NodeView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { parseActions } from '@axiom/shared/widgets/actions'

const READERS = new Set(['table', 'stat'])

type Need = Pick<PublishWarning, 'modelId' | 'operation'>

/** The least of those who can open the app. */
const VISITOR: Record<Entrance, Caller> = {
  public: ANYBODY,
  link: ANYBODY,
  appUsers: { signedIn: true, role: null, appRoles: [] },
  members: { signedIn: true, role: 'viewer' },
}

/** Tables, stats, forms and actions whose model's rule would refuse somebody who can open the app. Publishing never opens anything by itself. */
export function findWarnings(app: CompiledApp, entrance: Entrance): PublishWarning[] {
  const models = new Map(app.models.map((model) => [model.id, model]))
  return app.nodes.flatMap((node) =>
    needsOf(node).flatMap(({ modelId, operation }): PublishWarning[] => {
      const model = models.get(modelId)
      if (!model || isAllowed(model, operation, VISITOR[entrance])) return []
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
