import { isAudience } from '@axiom/shared/access/audience'
import type { ApiInput, ProjectApi } from '@axiom/shared/contracts/apis'
import type { ApiMethod } from '@axiom/shared/document/parseApis'
import type { ModelView, QueryView } from '@axiom/shared/document/views'

/** What endpoints are made for. */
export type ApiSubject =
  | { kind: 'model'; model: ModelView }
  | { kind: 'query'; query: Pick<QueryView, 'id' | 'name'> }
  | { kind: 'flow'; flow: { id: string; name: string } }

/** True for an endpoint of it. */
export function isOf(subject: ApiSubject, api: ProjectApi): boolean {
  switch (subject.kind) {
    case 'model':
      return api.modelId === subject.model.id
    case 'query':
      return api.queryId === subject.query.id
    case 'flow':
      return api.flowId === subject.flow.id
  }
}

/** The methods that an endpoint can have. */
export function methodsFor(subject: ApiSubject, { operation }: Pick<ApiInput, 'operation'>): readonly ApiMethod[] {
  if (subject.kind === 'query') return ['GET', 'POST']
  if (subject.kind === 'flow') return ['POST']
  return operation === 'list' || operation === 'read' ? ['GET'] : ['POST', 'PUT', 'PATCH', 'DELETE']
}

/** A form's first values: those of an endpoint, or of a new one. */
export function startOf(subject: ApiSubject, api: ProjectApi | null): ApiInput {
  if (api !== null) {
    const { id: _id, problem: _problem, collectionName: _name, auth, ...known } = api
    return { ...known, auth: isAudience(auth) ? auth : 'viewer' }
  }
  const nothing = { modelId: '', queryId: '', flowId: '', fields: null, transform: '', cacheTtl: 0 }
  const fresh = { name: '', path: '/', auth: 'viewer' as const, ...nothing }
  switch (subject.kind) {
    case 'model':
      return { ...fresh, method: 'GET', operation: 'list', modelId: subject.model.id }
    case 'query':
      return { ...fresh, method: 'GET', operation: 'query', queryId: subject.query.id }
    case 'flow':
      return { ...fresh, method: 'POST', operation: 'flow', flowId: subject.flow.id, auth: 'editor' }
  }
}
