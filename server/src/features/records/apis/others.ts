import { isOpenTo } from '@axiom/shared/access/audience'
import type { QueryAnswer } from '@axiom/shared/contracts/dataSources'
import type { ApiView } from '@axiom/shared/document/parseApis'
import { AppError } from '@axiom/shared/errors'
import { isObject, type Json, type JsonObject } from '@axiom/shared/json'

import { refuseAccess } from '../policy.ts'
import type { Place } from '../target.ts'
import type { Answered, Asked } from './answer.ts'

/** What an endpoint can stand for beside a verb of a model; other features do it. */
export interface Others {
  runQuery(place: Place, queryId: string, parameters: Record<string, Json>): Promise<QueryAnswer>
  /** Of the active release; `tester`: of the draft, whose mails go to him. */
  startFlow(
    start: { projectId: string; flowId: string; tester: string | null },
    trigger: JsonObject,
  ): Promise<{ runId: string }>
}

/** Refuses whom the endpoint's own rule does not name. */
export function demandOpen({ id, auth, operation }: ApiView, { caller }: Place): void {
  if (!isOpenTo(id, auth, operation === 'query' ? 'read' : 'create', caller)) refuseAccess(caller)
}

/** Carries out an endpoint that stands for a query or a flow. `tester`: who tries the draft. */
export async function answerOther(
  others: Others,
  place: Place,
  { api, params, query, body, tester }: Asked & { tester: string | null },
): Promise<Answered> {
  const { env: _env, ...given } = query
  if (api.operation === 'query') {
    const sent = api.method === 'GET' ? given : toObject(body)
    return { status: 200, body: { ...(await others.runQuery(place, api.queryId, { ...toJson(sent), ...params })) } }
  }
  if (place.env === 'draft' && tester === null)
    throw new AppError('forbidden', { message: 'Flows of a draft are tried out by people, not by keys.' })
  const start = { projectId: place.project.id, flowId: api.flowId, tester: place.env === 'draft' ? tester : null }
  const { runId } = await others.startFlow(start, { params, body: toJson(toObject(body)) })
  return { status: 202, body: { data: { runId } } }
}

/** No body is an empty one. */
function toObject(body: unknown): Record<string, unknown> {
  if (body === null) return {}
  if (isObject(body)) return body
  throw new AppError('invalid_input', { errors: [{ path: '', code: 'type', message: 'must be an object' }] })
}

/** What came as JSON, or as texts in an address. */
function toJson(given: Record<string, unknown>): JsonObject {
  return given as JsonObject
}
