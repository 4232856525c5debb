import { isAudience } from '../access/audience.ts'
import { toText } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc } from './projectDoc.ts'
import { compareOrder } from './tree.ts'
import type { Audience, RecordOperation } from './views.ts'

export const API_METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
export type ApiMethod = (typeof API_METHODS)[number]

/** What an endpoint stands for: a verb of a model, a query, or the start of a flow. */
export type ApiOperation = RecordOperation | 'query' | 'flow'

/** An endpoint that somebody made, beside those that each model has. */
export interface ApiView {
  id: string
  name: string
  method: ApiMethod
  /** Below `/api/dynamic/<project>`: `/open-orders/:customer`. */
  path: string
  /** Of the model, the query or the flow that it stands for; the other two are empty. */
  modelId: string
  queryId: string
  flowId: string
  operation: ApiOperation
  auth: Audience
  /** Ids of the fields that it knows; null: all of the model. */
  fields: string[] | null
  /** JSONata over what would be answered; empty: as it is. */
  transform: string
  /** Seconds for which an answer to GET may be kept; 0: not at all. */
  cacheTtl: number
  index: string
}

export const API_OPERATIONS = ['list', 'read', 'create', 'update', 'delete', 'query', 'flow'] as const

/** True for an endpoint that does something with records. */
export function isRecordApi(api: ApiView): api is ApiView & { operation: RecordOperation } {
  return isOwnable(api.operation)
}

/** All living endpoints in order. Total: what is no endpoint is left out. */
export function parseApis(doc: ProjectDoc): ApiView[] {
  const apis: ApiView[] = []
  for (const [id, row] of doc.roots.apis) {
    const place = parsePlace(row.get('at'))
    const [method, operation] = [
      API_METHODS.find((one) => one === row.get('method')),
      API_OPERATIONS.find((one) => one === row.get('operation')),
    ]
    if (!place || place.parentId === TRASH || !method || !operation) continue
    const [auth, fields, ttl] = [row.get('auth'), row.get('fields'), row.get('cacheTtl')]
    apis.push({
      id,
      name: toText(row.get('name')) || toText(row.get('path')),
      method,
      path: toText(row.get('path')),
      modelId: toText(row.get('model')),
      queryId: toText(row.get('query')),
      flowId: toText(row.get('flow')),
      operation,
      auth: isAudience(auth) && (auth !== 'own' || isOwnable(operation)) ? auth : closedTo(operation),
      fields: Array.isArray(fields) ? fields.filter((one) => typeof one === 'string') : null,
      transform: toText(row.get('transform')),
      cacheTtl: typeof ttl === 'number' && Number.isFinite(ttl) ? Math.min(Math.max(Math.round(ttl), 0), 3_600) : 0,
      index: place.index,
    })
  }
  return apis.sort((a, b) => compareOrder(a.index, a.id, b.index, b.id))
}

/** Nobody owns what a query answers or a flow does. */
export function isOwnable(operation: ApiOperation): boolean {
  return operation !== 'query' && operation !== 'flow'
}

function closedTo(operation: ApiOperation): Audience {
  return operation === 'list' || operation === 'read' || operation === 'query' ? 'viewer' : 'editor'
}
