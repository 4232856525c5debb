import type { Caller } from '@axiom/shared/access/audience'
import { type ApiView, parseApis } from '@axiom/shared/document/parseApis'
import { parseModels } from '@axiom/shared/document/parseModels'
import { parseQueries } from '@axiom/shared/document/parseQueries'
import type { FieldView, ModelView, QueryView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import type { CompiledApp } from '@axiom/shared/model/app'
import { compileModels, type CompiledContract, type CompiledModel } from '@axiom/shared/model/compile'
import { seenBy } from '@axiom/shared/model/seenBy'

import type { Documents } from '../../collaboration/documents.ts'
import type { Env } from './stored.ts'
import { createValidators, type Validators } from './validate.ts'

export interface ActiveRelease {
  id: string
  /** The first release of a project is 1. */
  number: number
  app: CompiledApp
}

export interface ContractDeps {
  documents: Documents
  activeRelease: (projectId: string) => Promise<ActiveRelease | null>
}

interface Cached {
  key: string
  contract: CompiledContract
  validators: Map<string, Validators>
  apis: readonly ApiView[]
  queries: readonly QueryView[]
}

const CACHED_PROJECTS = 200

/** The contract of a project's environment: the draft's from the live document, the live one's from the active release. */
export function createContracts({ documents, activeRelease }: ContractDeps) {
  const cache = new Map<string, Cached>()

  async function load(projectId: string, env: Env): Promise<Cached> {
    const release = env === 'live' ? await activeRelease(projectId) : null
    if (env === 'live' && !release)
      throw new AppError('not_found', { message: 'This project has not been published yet.' })
    const key = release ? release.id : String(await documents.revision(projectId))
    const place = `${projectId}/${env}`
    const known = cache.get(place)
    if (known?.key === key) return known
    const { models, apis, queries } = release
      ? {
          models: fromRelease(release.app.models),
          apis: release.app.apis ?? [],
          queries: release.app.queries ?? [],
        }
      : await documents.readDocument(projectId, (doc) => ({
          models: parseModels(doc),
          apis: parseApis(doc),
          queries: parseQueries(doc),
        }))
    const fresh: Cached = { key, contract: compileModels(models), validators: new Map(), apis, queries }
    cache.delete(place)
    cache.set(place, fresh)
    if (cache.size > CACHED_PROJECTS) cache.delete(cache.keys().next().value ?? '')
    return fresh
  }

  return {
    load: async (projectId: string, env: Env): Promise<CompiledContract> => (await load(projectId, env)).contract,
    /** As it is for a caller. */
    seen: async (projectId: string, env: Env, caller: Caller): Promise<CompiledContract> =>
      seenBy((await load(projectId, env)).contract, caller),
    /** Endpoints that people made, beside those of the collections. */
    apis: async (projectId: string, env: Env): Promise<readonly ApiView[]> => (await load(projectId, env)).apis,
    queries: async (projectId: string, env: Env): Promise<readonly QueryView[]> => (await load(projectId, env)).queries,
    /** Of the release that answers, as generators of clients want it; a draft has none of its own. */
    async version(projectId: string, env: Env): Promise<string> {
      const release = await activeRelease(projectId)
      return `${release?.number ?? 0}.0.0${env === 'draft' ? '-draft' : ''}`
    },
    /** Live if there is a release, else draft. */
    defaultEnv: async (projectId: string): Promise<Env> => ((await activeRelease(projectId)) ? 'live' : 'draft'),
    async model(
      projectId: string,
      env: Env,
      collection: string,
    ): Promise<{ contract: CompiledContract; compiled: CompiledModel; validators: Validators }> {
      const cached = await load(projectId, env)
      const compiled = cached.contract.models.get(collection)
      if (!compiled)
        throw new AppError('not_found', {
          missing: 'collection',
          message: `There is no collection "${collection.slice(0, 60)}" in this project.`,
        })
      const validators = cached.validators.get(collection) ?? createValidators(compiled)
      cached.validators.set(collection, validators)
      return { contract: cached.contract, compiled, validators }
    },
  }
}

/** Earlier releases were frozen without the options that had been taken away. */
function fromRelease(models: readonly ModelView[]): ModelView[] {
  const complete = (field: Omit<FieldView, 'retired'> & { retired?: FieldView['retired'] }): FieldView => ({
    ...field,
    retired: field.retired ?? [],
  })
  return models.map((model) => ({ ...model, fields: model.fields.map(complete) }))
}

export type Contracts = ReturnType<typeof createContracts>
