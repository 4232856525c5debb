import { ANYBODY, type Caller, isAllowed, isOpenTo } from '@axiom/shared/access/audience'
import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { PublishWarning } from '@axiom/shared/contracts/publishing'
import type { NodeView, QueryView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { parseActions } from '@axiom/shared/widgets/actions'

const READERS = new Set(['table', 'stat'])

type Need = Pick<PublishWarning, 'ruledId' | 'operation'>

/** The least of those who can open the app. */
const VISITOR: Record<Entrance, Caller> = {
  public: ANYBODY,
  link: ANYBODY,
  appUsers: { signedIn: true, role: null, appRoles: [] },
  members: { signedIn: true, role: 'viewer' },
}

/**
 * Tables, stats, forms, choices and actions whose model's or query's rule would refuse somebody who can open the app. Publishing never
 * opens anything by itself.
 */
export function findWarnings(app: CompiledApp, entrance: Entrance): PublishWarning[] {
  const refused = refusals(app, VISITOR[entrance])
  return app.nodes.flatMap((node) =>
    needsOf(node, app.queries ?? []).flatMap(({ ruledId, operation }): PublishWarning[] => {
      const ruledName = refused(ruledId, operation)
      return ruledName === null ? [] : [{ nodeId: node.id, nodeName: node.name, ruledId, ruledName, operation }]
    }),
  )
}

/** Names of inputs that ask for a person, while people who use the app may not find each other. */
export function findPersonInputs({ nodes, models }: CompiledApp, { findByName }: { findByName: boolean }): string[] {
  if (findByName) return []
  const people = new Set(models.flatMap(({ fields }) => fields.flatMap(({ id, type }) => (type === 'user' ? id : []))))
  return nodes.flatMap(({ type, name, props }) => (type === 'select' && people.has(String(props['field'])) ? name : []))
}

/** The name of what a visitor may not use; null for what he may, and for what is not there. */
function refusals({ models, queries = [] }: CompiledApp, visitor: Caller) {
  return (id: string, operation: PublishWarning['operation']): string | null => {
    if (operation === 'run') {
      const query = queries.find((one) => one.id === id)
      return query && !isOpenTo(id, query.run, 'read', visitor) ? query.name : null
    }
    const model = models.find((one) => one.id === id)
    return model && !isAllowed(model, operation, visitor) ? model.label : null
  }
}

/** What a widget does with records and queries: by what it is, by its expressions and by its actions. */
function needsOf({ type, props, bindings, events }: NodeView, queries: readonly QueryView[]): Need[] {
  const asks = typeof props['query'] === 'string' && queries.some(({ id }) => id === props['query'])
  const operation = READERS.has(type) && !asks ? 'list' : type === 'form' ? 'create' : null
  const own: Need[] = operation && typeof props['model'] === 'string' ? [{ ruledId: props['model'], operation }] : []
  const shown: Need[] = asks ? [{ ruledId: String(props['query']), operation: 'run' }] : []
  const actions = Object.values(events).flatMap((list) => parseActions(list).flatMap(needOfAction))
  return distinct([...own, ...shown, ...readIn([bindings, events], queries), ...actions])
}

/** Queries that expressions read, as `queries.<name>`. */
function readIn(expressions: unknown, queries: readonly QueryView[]): Need[] {
  const text = JSON.stringify(expressions)
  const named = queries.filter(({ name }) => new RegExp(`\\bqueries\\.${name}\\b`).test(text))
  return named.map(({ id }) => ({ ruledId: id, operation: 'run' }))
}

function distinct(needs: readonly Need[]): Need[] {
  const known = new Map(needs.map((need) => [`${need.operation} ${need.ruledId}`, need]))
  return [...known.values()]
}

function needOfAction(action: ReturnType<typeof parseActions>[number]): Need[] {
  switch (action.kind) {
    case 'createRecord':
      return [{ ruledId: action.modelId, operation: 'create' }]
    case 'updateRecord':
      return [{ ruledId: action.modelId, operation: 'update' }]
    case 'deleteRecord':
      return [{ ruledId: action.modelId, operation: 'delete' }]
    case 'runQuery':
      return [{ ruledId: action.queryId, operation: 'run' }]
    default:
      return []
  }
}
