import { isOpenTo, mayUseDraft, type Caller } from '@axiom/shared/access/audience'
import type { QueryAnswer } from '@axiom/shared/contracts/dataSources'
import { parseQueries } from '@axiom/shared/document/parseQueries'
import type { QueryView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import { readParameters, type ParameterValues } from '@axiom/shared/queries/parameters'

import type { Documents } from '../../collaboration/documents.ts'
import type { Cache } from '../../platform/cache/cache.ts'
import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import type { Actor } from '../auth/index.ts'
import type { ActiveRelease, Place, RecordService } from '../records/index.ts'
import { createAnswers } from './answers.ts'
import type { Runner } from './runner.ts'
import type { SourceStore, StoredSource } from './store.ts'

export interface QueryServiceDeps {
  store: SourceStore
  runner: Runner
  documents: Documents
  activeRelease: (projectId: string) => Promise<ActiveRelease | null>
  records: Pick<RecordService, 'locate'>
  expressions: ExpressionPool
  cache: Cache
  now: () => number
}

export interface RunQuery {
  project: string
  name: string
  env: 'draft' | 'live' | undefined
  parameters: Record<string, Json>
}

/** Queries of projects, run for whom their rules name: of the draft for members, else of the active release. */
export function createQueryService(deps: QueryServiceDeps) {
  const { store, runner, documents, activeRelease, records, expressions, cache, now } = deps
  const answers = createAnswers(now, cache)

  async function queriesOf({ project, env }: Place): Promise<QueryView[]> {
    if (env === 'draft') return documents.readDocument(project.id, parseQueries)
    return (await activeRelease(project.id))?.app.queries ?? []
  }

  async function find(place: Place, name: string): Promise<QueryView> {
    const { env, caller } = place
    if (env === 'draft' && !mayUseDraft(caller)) refuse(caller)
    const query = (await queriesOf(place)).find((each) => each.name === name)
    // Strangers do not learn which queries there are.
    if (!query || !isOpenTo(query.id, query.run, 'read', caller))
      return caller.role === null || query ? refuse(caller) : missing(name)
    return query
  }

  async function ask(query: QueryView, source: StoredSource, values: ParameterValues) {
    const { data, columns, truncated, changed } = await runner.run(source, (connector) =>
      connector.run(query.request, values),
    )
    if (query.transform.trim() === '') return { data, meta: { columns, truncated, changed } }
    const outcome = await expressions.evaluate(query.transform, data)
    if (!outcome.ok) throw new AppError('query_failed', { message: `Its transform failed: ${outcome.message}` })
    return { data: outcome.value, meta: { columns: null, truncated, changed } }
  }

  async function answerOf(
    { project, caller }: Place,
    query: QueryView,
    { parameters, path }: { parameters: Record<string, Json>; path: string },
  ): Promise<QueryAnswer> {
    const start = performance.now()
    const read = readParameters(query.parameters, parameters)
    if (!read.ok) throw new AppError('invalid_input', { errors: read.errors.map(below(path)) })
    const source = await store.findIn(project.id, query.sourceId)
    if (!source) throw new AppError('query_failed', { message: 'The data source of this query is not there any more.' })
    const asking = { sourceId: source._id, key: keyOf(query, source, read.values), seconds: query.cacheTtl }
    const { answer, isKept } = await answers
      .get(asking, () => ask(query, source, read.values))
      .catch((error: unknown) => hide(error, caller))
    const ms = Math.round(performance.now() - start)
    return { data: answer.data, meta: { ...answer.meta, cached: isKept, ms } }
  }

  return {
    async run(actor: Actor, { project, name, env, parameters }: RunQuery): Promise<QueryAnswer> {
      const place = await records.locate(actor, project, env)
      return answerOf(place, await find(place, name), { parameters, path: 'parameters' })
    },

    /** For an endpoint that somebody made, whose own rule has been asked. Parameters as an address has them, or a body. */
    async runFor(place: Place, queryId: string, given: Record<string, Json>): Promise<QueryAnswer> {
      const query = (await queriesOf(place)).find(({ id }) => id === queryId)
      if (!query) throw new AppError('not_found', { message: 'The query of this endpoint does not exist any more.' })
      const lists = new Set(query.parameters.flatMap(({ name, type }) => (type === 'list' ? [name] : [])))
      const parameters = Object.entries(given).map(([name, value]) => [
        name,
        lists.has(name) && !Array.isArray(value) ? [value] : value,
      ])
      return answerOf(place, query, { parameters: Object.fromEntries(parameters) as Record<string, Json>, path: '' })
    },
  }
}

export type QueryService = ReturnType<typeof createQueryService>

/** A change of the source or of the query, or forgetting all answers, leads to another key. */
function keyOf(query: QueryView, { _id, revision, cacheVersion }: StoredSource, values: ParameterValues): string {
  return JSON.stringify([_id, revision, cacheVersion, query.request, query.transform, values])
}

function refuse(caller: Caller): never {
  if (!caller.signedIn) throw new AppError('unauthenticated')
  throw new AppError(caller.role === null && caller.scopes === undefined ? 'not_found' : 'forbidden', {
    message: 'The rule of this query does not allow this. An editor of the project can change it.',
  })
}

function missing(name: string): never {
  throw new AppError('not_found', { message: `There is no query with the name ${name}.` })
}

/** What a source says is for members: it may name tables and hosts. */
function hide(error: unknown, { role }: Caller): never {
  throw role === null && error instanceof AppError ? new AppError(error.code) : error
}

function below(path: string) {
  return <E extends { path: string }>(error: E): E => ({ ...error, path: [path, error.path].filter(Boolean).join('/') })
}
