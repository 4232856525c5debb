import type { ApiInput } from '@axiom/shared/contracts/apis'
import type { ApiValues } from '@axiom/shared/document/operations/setApi'
import { type ApiView, isOwnable } from '@axiom/shared/document/parseApis'
import type { ModelView, QueryView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import type { FlowView } from '@axiom/shared/flows/flow'
import { parametersIn, pathProblem, shapeOf } from '@axiom/shared/model/apiPaths'

/** What a project has of what an endpoint can name. */
export interface Known {
  apis: readonly ApiView[]
  models: readonly ModelView[]
  queries: readonly QueryView[]
  flows: readonly FlowView[]
}

type Input = Omit<ApiInput, 'collectionName'>

/** What is stored of an endpoint, fields by their ids. Throws `invalid_input`. `id`: of the one that it replaces. */
export function toValues({ collectionName, ...given }: ApiInput, known: Known, id: string | null): ApiValues {
  const named = known.models.find(({ name }) => name === collectionName)
  if (collectionName !== undefined && !named) refuse('collectionName', 'There is no such collection.')
  const input = { ...given, modelId: given.modelId || (named?.id ?? '') }
  const problem = pathProblem(
    input.path,
    known.models.map(({ name }) => name),
  )
  if (problem !== null) refuse('path', problem)
  if (known.apis.some((one) => one.id !== id && shapeOf(one) === shapeOf(input)))
    refuse('path', 'Another endpoint has this method and address.')
  if (!isOwnable(input.operation) && input.auth === 'own') refuse('auth', 'Nobody owns what it answers.')
  const transform = input.transform.trim()
  const nothing = { modelId: '', queryId: '', flowId: '', fields: null }
  switch (input.operation) {
    case 'query':
      return { ...input, ...nothing, ...queryValues(input, known), transform }
    case 'flow':
      return { ...input, ...nothing, ...flowValues(input, known), transform }
    default:
      return { ...input, ...nothing, ...modelValues(input, known), transform }
  }
}

function modelValues(input: Input, { models }: Known): Pick<ApiValues, 'modelId' | 'fields'> {
  const model = models.find(({ id }) => id === input.modelId) ?? refuse('modelId', 'There is no such model.')
  const reads = input.operation === 'list' || input.operation === 'read'
  if ((input.method === 'GET') !== reads) refuse('method', reads ? 'What reads is a GET.' : 'A GET changes nothing.')
  const params = parametersIn(input.path)
  if (['read', 'update', 'delete'].includes(input.operation) && !params.includes('id'))
    refuse('path', 'Say which record by :id, as /open-orders/:id.')
  const strange = params.find((name) => name !== 'id' && !model.fields.some((field) => field.name === name))
  if (strange !== undefined) refuse('path', `":${strange}" is no field of ${model.label}.`)
  const fields =
    input.fields?.map(
      (name, i) =>
        model.fields.find((field) => field.name === name)?.id ?? refuse(`fields/${i}`, 'There is no such field.'),
    ) ?? null
  return { modelId: model.id, fields }
}

function queryValues(input: Input, { queries }: Known): Pick<ApiValues, 'queryId'> {
  const query = queries.find(({ id }) => id === input.queryId) ?? refuse('queryId', 'There is no such query.')
  if (input.method !== 'GET' && input.method !== 'POST') refuse('method', 'A query is asked by GET or POST.')
  const strange = parametersIn(input.path).find((name) => !query.parameters.some((one) => one.name === name))
  if (strange !== undefined) refuse('path', `":${strange}" is no parameter of ${query.name}.`)
  return { queryId: query.id }
}

function flowValues(input: Input, { flows }: Known): Pick<ApiValues, 'flowId'> {
  const flow = flows.find(({ id }) => id === input.flowId) ?? refuse('flowId', 'There is no such flow.')
  if (input.method !== 'POST') refuse('method', 'A flow is started by POST.')
  return { flowId: flow.id }
}

/** Why an endpoint does not answer; null: it does. */
export function problemOf(api: ApiView, { models, queries, flows }: Known): string | null {
  const isThere = (list: readonly { id: string }[], id: string): boolean => list.some((one) => one.id === id)
  if (api.operation === 'query' && !isThere(queries, api.queryId)) return 'Its query was deleted.'
  if (api.operation === 'flow' && !isThere(flows, api.flowId)) return 'Its flow was deleted.'
  if (isOwnable(api.operation) && !isThere(models, api.modelId)) return 'Its model was deleted.'
  return pathProblem(
    api.path,
    models.map(({ name }) => name),
  )
}

export function refuse(path: string, message: string): never {
  throw new AppError('invalid_input', { errors: [{ path, code: 'invalid', message }] })
}
