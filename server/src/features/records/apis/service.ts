import type { ApiInput, ProjectApi } from '@axiom/shared/contracts/apis'
import { addApi, type ApiValues, setApi, trashApi } from '@axiom/shared/document/operations/setApi'
import { type ApiView, parseApis } from '@axiom/shared/document/parseApis'
import { parseFlows } from '@axiom/shared/document/parseFlows'
import { parseModels } from '@axiom/shared/document/parseModels'
import { parseQueries } from '@axiom/shared/document/parseQueries'
import type { ServerOrigin } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import { createEvaluator } from '@axiom/shared/expressions/evaluator'

import type { Documents } from '../../../collaboration/documents.ts'
import type { UserActor } from '../../auth/index.ts'
import type { ProjectAccess } from '../../projects/index.ts'
import { type Known, problemOf, refuse, toValues } from './toValues.ts'

export interface ApiServiceDeps {
  documents: Documents
  access: ProjectAccess
}

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'apis' }
const MOST = 100

/** Endpoints that people make: rows of the project's document, so that versions and releases have them. */
export function createApiService({ documents, access }: ApiServiceDeps) {
  const { check } = createEvaluator()

  const read = (projectId: string): Promise<Known> =>
    documents.readDocument(projectId, (doc) => ({
      apis: parseApis(doc),
      models: parseModels(doc),
      queries: parseQueries(doc),
      flows: parseFlows(doc),
    }))

  async function find(projectId: string, apiId: string): Promise<ApiView & { known: Known }> {
    const known = await read(projectId)
    const api = known.apis.find(({ id }) => id === apiId)
    if (!api) throw new AppError('not_found')
    return { ...api, known }
  }

  function checked(input: ApiInput, known: Known, id: string | null): ApiValues {
    const wrong = input.transform.trim() === '' ? null : check(input.transform)
    if (wrong) refuse('transform', wrong.message)
    return toValues(input, known, id)
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
      const known = await read(projectId)
      return known.apis.map((api) => present(api, known))
    },
    async read(actor: UserActor, projectId: string, apiId: string): Promise<ProjectApi> {
      await access.authorize(actor, projectId, 'project.read')
      const { known, ...api } = await find(projectId, apiId)
      return present(api, known)
    },
    async create(actor: UserActor, projectId: string, input: ApiInput): Promise<ProjectApi> {
      await access.authorize(actor, projectId, 'document.write')
      const known = await read(projectId)
      if (known.apis.length >= MOST) refuse('path', `A project has at most ${MOST} endpoints of its own.`)
      const values = checked(input, known, null)
      const id = await edit(actor, projectId, (doc) => addApi(doc, values, ORIGIN))
      return present({ ...values, id, index: '' }, known)
    },
    async replace(actor: UserActor, projectId: string, apiId: string, input: ApiInput): Promise<ProjectApi> {
      await access.authorize(actor, projectId, 'document.write')
      const { known } = await find(projectId, apiId)
      const values = checked(input, known, apiId)
      await edit(actor, projectId, (doc) => setApi(doc, { ...values, id: apiId }, ORIGIN))
      return present({ ...values, id: apiId, index: '' }, known)
    },
    async remove(actor: UserActor, projectId: string, apiId: string): Promise<void> {
      await access.authorize(actor, projectId, 'document.write')
      await find(projectId, apiId)
      await edit(actor, projectId, (doc) => trashApi(doc, { id: apiId }, ORIGIN))
    },
  }
}

export type ApiService = ReturnType<typeof createApiService>

function present({ index: _place, fields, ...api }: ApiView, known: Known): ProjectApi {
  const model = known.models.find(({ id }) => id === api.modelId)
  const names = fields?.flatMap((id) => model?.fields.find((field) => field.id === id)?.name ?? []) ?? null
  return {
    ...api,
    collectionName: model?.name ?? null,
    fields: names,
    problem: problemOf({ ...api, fields, index: _place }, known),
  }
}
