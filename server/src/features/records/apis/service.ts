import type { ApiInput, ProjectApi } from '@axiom/shared/contracts/apis'
import { addApi, type ApiValues, setApi, trashApi } from '@axiom/shared/document/operations/setApi'
import { type ApiView, parseApis } from '@axiom/shared/document/parseApis'
import { parseModels } from '@axiom/shared/document/parseModels'
import type { ServerOrigin } from '@axiom/shared/document/projectDoc'
import type { ModelView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { createEvaluator } from '@axiom/shared/expressions/evaluator'
import { parametersIn, pathProblem, shapeOf } from '@axiom/shared/model/apiPaths'

import type { Documents } from '../../../collaboration/documents.ts'
import type { UserActor } from '../../auth/index.ts'
import type { ProjectAccess } from '../../projects/index.ts'

export interface ApiServiceDeps {
  documents: Documents
  access: ProjectAccess
}

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'apis' }
const MOST = 100

interface Known {
  apis: ApiView[]
  models: ModelView[]
}

/** Endpoints that people make: rows of the project's document, so that versions and releases have them. */
export function createApiService({ documents, access }: ApiServiceDeps) {
  const { check } = createEvaluator()

  const read = (projectId: string): Promise<Known> =>
    documents.readDocument(projectId, (doc) => ({ apis: parseApis(doc), models: parseModels(doc) }))

  async function find(projectId: string, apiId: string): Promise<ApiView & { known: Known }> {
    const known = await read(projectId)
    const api = known.apis.find(({ id }) => id === apiId)
    if (!api) throw new AppError('not_found')
    return { ...api, known }
  }

  /** What is stored: fields by their ids. Throws `invalid_input`. */
  function toValues(input: ApiInput, { apis, models }: Known, id: string | null): ApiValues {
    const model = models.find((one) => one.id === input.modelId) ?? refuse('modelId', 'There is no such model.')
    const problem = pathProblem(
      input.path,
      models.map(({ name }) => name),
    )
    if (problem !== null) refuse('path', problem)
    const params = parametersIn(input.path)
    const reads = input.operation === 'list' || input.operation === 'read'
    if ((input.method === 'GET') !== reads) refuse('method', reads ? 'What reads is a GET.' : 'A GET changes nothing.')
    if (['read', 'update', 'delete'].includes(input.operation) && !params.includes('id'))
      refuse('path', 'Say which record by :id, as /open-orders/:id.')
    const strange = params.find((name) => name !== 'id' && !model.fields.some((field) => field.name === name))
    if (strange !== undefined) refuse('path', `":${strange}" is no field of ${model.label}.`)
    if (apis.some((one) => one.id !== id && shapeOf(one) === shapeOf(input)))
      refuse('path', 'Another endpoint has this method and address.')
    const wrong = input.transform.trim() === '' ? null : check(input.transform)
    if (wrong) refuse('transform', wrong.message)
    const fields =
      input.fields?.map(
        (name, i) =>
          model.fields.find((field) => field.name === name)?.id ?? refuse(`fields/${i}`, 'There is no such field.'),
      ) ?? null
    return { ...input, fields, transform: input.transform.trim() }
  }

  function edit<T>(
    actor: UserActor,
    projectId: string,
    work: Parameters<typeof documents.editDocument<T>>[1]['edit'],
  ): Promise<T> {
    return documents.editDocument(projectId, { reason: ORIGIN.reason, actorId: actor.userId, edit: work })
  }

  return {
    async list(actor: UserActor, projectId: string): Promise<ProjectApi[]> {
      await access.authorize(actor, projectId, 'project.read')
      const { apis, models } = await read(projectId)
      return apis.map((api) => present(api, models))
    },
    async read(actor: UserActor, projectId: string, apiId: string): Promise<ProjectApi> {
      await access.authorize(actor, projectId, 'project.read')
      const { known, ...api } = await find(projectId, apiId)
      return present(api, known.models)
    },
    async create(actor: UserActor, projectId: string, input: ApiInput): Promise<ProjectApi> {
      await access.authorize(actor, projectId, 'document.write')
      const known = await read(projectId)
      if (known.apis.length >= MOST) refuse('path', `A project has at most ${MOST} endpoints of its own.`)
      const values = toValues(input, known, null)
      const id = await edit(actor, projectId, (doc) => addApi(doc, values, ORIGIN))
      return present({ ...values, id, index: '' }, known.models)
    },
    async replace(actor: UserActor, projectId: string, apiId: string, input: ApiInput): Promise<ProjectApi> {
      await access.authorize(actor, projectId, 'document.write')
      const { known } = await find(projectId, apiId)
      const values = toValues(input, known, apiId)
      await edit(actor, projectId, (doc) => setApi(doc, { ...values, id: apiId }, ORIGIN))
      return present({ ...values, id: apiId, index: '' }, known.models)
    },
    async remove(actor: UserActor, projectId: string, apiId: string): Promise<void> {
      await access.authorize(actor, projectId, 'document.write')
      await find(projectId, apiId)
      await edit(actor, projectId, (doc) => trashApi(doc, { id: apiId }, ORIGIN))
    },
  }
}

export type ApiService = ReturnType<typeof createApiService>

function present({ index: _place, fields, ...api }: ApiView, models: readonly ModelView[]): ProjectApi {
  const model = models.find(({ id }) => id === api.modelId)
  const names = fields?.flatMap((id) => model?.fields.find((field) => field.id === id)?.name ?? []) ?? null
  const problem = model
    ? pathProblem(
        api.path,
        models.map(({ name }) => name),
      )
    : 'Its model was deleted.'
  return { ...api, fields: names, problem }
}

function refuse(path: string, message: string): never {
  throw new AppError('invalid_input', { errors: [{ path, code: 'invalid', message }] })
}
