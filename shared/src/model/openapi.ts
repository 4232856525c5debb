import { type Caller, isAllowed, mayUseDraft } from '../access/audience.ts'
import { hasRole } from '../access/roles.ts'
import type { ApiView } from '../document/parseApis.ts'
import type { QueryView, RecordOperation } from '../document/views.ts'
import type { JsonObject } from '../json.ts'
import type { CompiledContract, CompiledModel } from './compile.ts'
import { batchOperation } from './openapi/batch.ts'
import { customPaths } from './openapi/custom.ts'
import {
  aggregateOperation,
  challengeOperation,
  createOperation,
  deleteOperation,
  duplicatesOperation,
  listOperation,
  patchOperation,
  readOperation,
  replaceOperation,
} from './openapi/operations.ts'
import {
  asksForProof,
  collectionsParameter,
  envParameter,
  filterSchema,
  ID,
  LAST_EVENT_ID,
} from './openapi/parameters.ts'
import { API_KEY_SCHEME, json, PROBLEM, problems } from './openapi/parts.ts'
import { queryPaths } from './openapi/queries.ts'
import { reachOf, withExpand } from './openapi/reach.ts'
import { exportOperation, importOperation } from './openapi/transfer.ts'

export interface OpenApiOptions {
  projectId: string
  title: string
  /** Which state of the models it describes. */
  version: string
  /** Origin of the server. */
  url: string
  /** Who reads it. */
  caller: Caller
  env: 'draft' | 'live'
  /** This environment answers when none is named. */
  isDefaultEnv: boolean
  /** Endpoints that people made. */
  apis?: readonly ApiView[]
  /** Questions to data sources. */
  queries?: readonly QueryView[]
}

/**
 * OpenAPI 3.1 of a project's collections, exact for the caller: only operations that would not be refused, and of a collection only
 * what they need.
 */
export function buildOpenApi(contract: CompiledContract, options: OpenApiOptions): JsonObject {
  const seen = [...contract.models.values()].filter((compiled) => RULES.some((rule) => mayDo(compiled, rule, options)))
  const queries = options.queries ?? []
  const around = {
    base: `/api/dynamic/${options.projectId}`,
    parameters: [envParameter(options.env, options.isDefaultEnv)],
    caller: options.caller,
  }
  const paths = Object.assign(
    {},
    ...seen.map((compiled) => modelPaths(compiled, options)),
    changesPath(seen, options),
    customPaths(contract, options.apis ?? [], { ...around, queries }),
    queryPaths(queries, around),
    batchPath(seen, options),
    graphqlPath(seen, options),
  )
  const isOpen = options.env === 'live'
  return {
    openapi: '3.1.0',
    info: {
      title: options.title,
      version: options.version,
      description: 'Generated from the live models of this project.',
    },
    servers: [{ url: options.url }],
    security: [{ bearer: [] }, { apiKey: [] }, ...(isOpen ? [{}] : [])],
    paths: paths as JsonObject,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'Access token of somebody.' },
        apiKey: API_KEY_SCHEME,
      },
      schemas: Object.assign(
        { Problem: PROBLEM },
        ...seen.map((compiled) => modelSchemas(compiled, options)),
      ) as JsonObject,
    },
  }
}

const RULES = ['list', 'read', 'create', 'update', 'delete'] as const

function mayDo({ model }: CompiledModel, rule: RecordOperation, { caller, env }: OpenApiOptions): boolean {
  return (env === 'live' || mayUseDraft(caller)) && isAllowed(model, rule, caller)
}

function modelPaths(compiled: CompiledModel, options: OpenApiOptions): JsonObject {
  const base = `/api/dynamic/${options.projectId}/${compiled.model.name}`
  const parameters = [envParameter(options.env, options.isDefaultEnv)]
  const may = (rule: RecordOperation): boolean => mayDo(compiled, rule, options)
  const reach = reachOf(compiled, options.caller)
  const making = { mayUpdate: may('update'), proves: asksForProof(compiled, options.caller) }
  const operations = {
    [base]: {
      ...(may('list') ? { get: listOperation(compiled, reach) } : {}),
      ...(may('create') ? { post: createOperation(compiled, making) } : {}),
    },
    [`${base}/{id}`]: {
      ...(may('read') ? { get: readOperation(compiled, reach) } : {}),
      ...(may('update') ? { patch: patchOperation(compiled), put: replaceOperation(compiled) } : {}),
      ...(may('delete') ? { delete: deleteOperation(compiled) } : {}),
    },
    [`${base}/export`]: may('list') ? { get: exportOperation(compiled, reach) } : {},
    [`${base}/import`]: may('create') ? { post: importOperation(compiled, making) } : {},
    [`${base}/challenge`]: may('create') && making.proves ? { get: challengeOperation(compiled) } : {},
    [`${base}/aggregate`]: may('list') ? { get: aggregateOperation(compiled, reach) } : {},
    [`${base}/duplicates`]:
      may('list') && hasRole(options.caller.role, 'editor') && compiled.byName.size > 0
        ? { get: duplicatesOperation(compiled) }
        : {},
  }
  return Object.fromEntries(
    Object.entries(operations)
      .filter(([, item]) => Object.keys(item).length > 0)
      .map(([path, item]) => [path, { parameters: path.endsWith('}') ? [...parameters, ID] : parameters, ...item }]),
  )
}

/** One stream for all collections that the caller may list. */
function changesPath(seen: readonly CompiledModel[], options: OpenApiOptions): JsonObject {
  const open = seen.filter((compiled) => mayDo(compiled, 'list', options)).map(({ model }) => model.name)
  if (open.length === 0) return {}
  const description =
    'Server-sent events: created, updated and removed, each with {type, collection, id, version, record}; reset: read again (its collection, if it names one). ' +
    'Told at least once: what is known by id and version may be dropped.'
  const get = {
    operationId: 'changes',
    summary: 'Follow changes of records',
    parameters: [collectionsParameter(open), LAST_EVENT_ID],
    responses: {
      '200': { description, content: { 'text/event-stream': { schema: { type: 'string' } } } },
      ...problems(),
    },
  }
  const parameters = [envParameter(options.env, options.isDefaultEnv)]
  return { [`/api/dynamic/${options.projectId}/changes`]: { parameters, get } }
}

/** One transaction over all collections that the caller may write to. */
function batchPath(seen: readonly CompiledModel[], options: OpenApiOptions): JsonObject {
  const post = batchOperation(seen, (compiled, rule) => mayDo(compiled, rule, options))
  if (!post) return {}
  const parameters = [envParameter(options.env, options.isDefaultEnv)]
  return { [`/api/dynamic/${options.projectId}/batch`]: { parameters, post } }
}

/** The same operations in the words of GraphQL; its schema says which. */
function graphqlPath(seen: readonly CompiledModel[], options: OpenApiOptions): JsonObject {
  if (seen.length === 0) return {}
  const post = {
    operationId: 'graphql',
    summary: 'GraphQL over the collections that are open to the caller',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: {
            type: 'object',
            properties: {
              query: { type: 'string', minLength: 1, maxLength: 100_000 },
              variables: { type: ['object', 'null'] },
              operationName: { type: ['string', 'null'], maxLength: 100 },
            },
            required: ['query'],
          },
        },
      },
    },
    responses: {
      '200': json('What was asked for, and what of it failed.', {
        type: 'object',
        properties: { data: {}, errors: { type: 'array', items: { type: 'object', required: ['message'] } } },
        additionalProperties: false,
      }),
      ...problems(['413', '415']),
    },
  }
  const parameters = [envParameter(options.env, options.isDefaultEnv)]
  return { [`/api/dynamic/${options.projectId}/graphql`]: { parameters, post } }
}

/** Names with a dot are no collection's. */
function modelSchemas(compiled: CompiledModel, options: OpenApiOptions): JsonObject {
  const { model, create, patch } = compiled
  const reach = reachOf(compiled, options.caller)
  const record = withExpand(compiled.record, reach)
  const may = (rule: RecordOperation): boolean => mayDo(compiled, rule, options)
  return {
    ...(may('read') || may('create') || may('update') ? { [model.name]: record } : {}),
    ...(may('create') || may('update') ? { [`${model.name}.create`]: create } : {}),
    ...(may('update') ? { [`${model.name}.patch`]: patch } : {}),
    ...(may('list')
      ? {
          [`${model.name}.partial`]: { ...record, required: ['id'] },
          [`${model.name}.filter`]: filterSchema(compiled, reach),
        }
      : {}),
  }
}
