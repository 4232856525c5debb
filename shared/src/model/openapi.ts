import { ROLES, type Role } from '../access/roles.ts'
import type { Audience, RecordOperation } from '../document/views.ts'
import { ERRORS } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import type { CompiledContract, CompiledModel } from './compile.ts'
import { operatorsOf } from './operators.ts'

export interface OpenApiOptions {
  projectId: string
  title: string
  /** Origin of the server. */
  url: string
  /** Who reads it: null = nobody signed in. */
  caller: { signedIn: boolean; role: Role | null }
}

/** True when a caller is in an audience. */
export function isInAudience(audience: Audience, caller: OpenApiOptions['caller']): boolean {
  if (audience === 'public') return true
  if (audience === 'signedIn') return caller.signedIn
  return caller.role !== null && ROLES.indexOf(caller.role) >= ROLES.indexOf(audience)
}

/** OpenAPI 3.1 of a project's collections, exact for the caller: only operations that would not be refused. */
export function buildOpenApi(contract: CompiledContract, options: OpenApiOptions): JsonObject {
  const models = [...contract.models.values()]
  const paths: JsonObject = {}
  for (const compiled of models) Object.assign(paths, modelPaths(compiled, options))
  return {
    openapi: '3.1.0',
    info: { title: options.title, version: '1.0.0', description: 'Generated from the live models of this project.' },
    servers: [{ url: options.url }],
    security: [{ bearer: [] }, {}],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: {
        Problem: PROBLEM,
        ...Object.fromEntries(
          models.flatMap(({ model, record, create, patch }) => [
            [model.name, record],
            [`${model.name}_create`, create],
            [`${model.name}_patch`, patch],
          ]),
        ),
      },
    },
  }
}

const PROBLEM: JsonObject = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
        required: ['path', 'code', 'message'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code'],
}

function modelPaths(compiled: CompiledModel, { projectId, caller }: OpenApiOptions): JsonObject {
  const { model } = compiled
  const base = `/api/dynamic/${projectId}/${model.name}`
  const allowed = (operation: RecordOperation): boolean => isInAudience(model.rules[operation], caller)
  const collection: JsonObject = {}
  const single: JsonObject = {}
  if (allowed('list')) collection['get'] = listOperation(compiled)
  if (allowed('create')) collection['post'] = createOperation(compiled)
  if (allowed('read')) single['get'] = readOperation(compiled)
  if (allowed('update')) {
    single['patch'] = writeOperation(compiled, 'patch')
    single['put'] = writeOperation(compiled, 'replace')
  }
  if (allowed('delete')) single['delete'] = deleteOperation(compiled)
  return {
    ...(Object.keys(collection).length > 0 ? { [base]: { parameters: [ENV], ...collection } } : {}),
    ...(Object.keys(single).length > 0 ? { [`${base}/{id}`]: { parameters: [ENV, ID], ...single } } : {}),
    ...(allowed('list') ? { [`${base}/aggregate`]: { parameters: [ENV], get: aggregateOperation(compiled) } } : {}),
  }
}

const ENV: JsonObject = {
  name: 'env',
  in: 'query',
  description: 'Members may choose; without it live once the project is published, else draft.',
  schema: { type: 'string', enum: ['draft', 'live'] },
}
const ID: JsonObject = { name: 'id', in: 'path', required: true, schema: { type: 'string' } }
const IF_MATCH: JsonObject = {
  name: 'If-Match',
  in: 'header',
  description: 'ETag that was read; 412 if the record has changed since.',
  schema: { type: 'string' },
}

function parameter(name: string, schema: JsonObject, description: string): JsonObject {
  return { name, in: 'query', description, schema }
}

function listOperation(compiled: CompiledModel): JsonObject {
  const { model } = compiled
  const filters = model.fields.flatMap((field) =>
    operatorsOf(field.type).map((operator) =>
      parameter(
        operator === 'eq' ? field.name : `${field.name}[${operator}]`,
        { type: 'string' },
        `${field.label}: ${operator}`,
      ),
    ),
  )
  return {
    operationId: `list_${model.name}`,
    tags: [model.name],
    summary: `List ${model.label}`,
    parameters: [
      parameter('limit', { type: 'integer', minimum: 1, maximum: 200, default: 20 }, 'Records a page.'),
      parameter('cursor', { type: 'string' }, 'Where the page begins: nextCursor of the page before.'),
      parameter('page', { type: 'integer', minimum: 1 }, 'Page number, instead of a cursor.'),
      parameter('sort', { type: 'string' }, 'Fields, separated by commas; - in front: descending.'),
      parameter('fields', { type: 'string' }, 'Only these fields, separated by commas.'),
      parameter('search', { type: 'string' }, 'Text that some text field contains.'),
      parameter(
        'count',
        { type: 'string', enum: ['exact', 'none'], default: 'none' },
        'exact: meta.count is the number of all matches.',
      ),
      parameter('filter', { type: 'string' }, 'A JSON filter: {"and":[{"status":{"eq":"New"}}]}.'),
      parameter('or', { type: 'string' }, 'A JSON array of filters of which one must match.'),
      ...filters,
    ],
    responses: {
      '200': json('A page of records.', pageOf(model.name)),
      ...problems(['400', '401', '403', '404', '429']),
    },
  }
}

function pageOf(name: string): JsonObject {
  return {
    type: 'object',
    properties: {
      data: { type: 'array', items: reference(name) },
      meta: {
        type: 'object',
        properties: { nextCursor: { type: ['string', 'null'] }, count: { type: 'integer' } },
        required: ['nextCursor'],
      },
    },
    required: ['data', 'meta'],
  }
}

function createOperation({ model }: CompiledModel): JsonObject {
  const one = reference(`${model.name}_create`)
  const made = {
    type: 'object',
    properties: { data: { anyOf: [reference(model.name), { type: 'array', items: reference(model.name) }] } },
    required: ['data'],
  }
  return {
    operationId: `create_${model.name}`,
    tags: [model.name],
    summary: `Create one or up to 1,000 records of ${model.label}, all or nothing`,
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: 'A repeat with the same key answers the first result.',
        schema: { type: 'string', maxLength: 100 },
      },
    ],
    requestBody: {
      required: true,
      content: {
        'application/json': { schema: { anyOf: [one, { type: 'array', items: one, minItems: 1, maxItems: 1000 }] } },
      },
    },
    responses: { '201': json('Created.', made), ...problems(['400', '401', '403', '404', '409', '413', '415', '429']) },
  }
}

function readOperation({ model }: CompiledModel): JsonObject {
  return {
    operationId: `read_${model.name}`,
    tags: [model.name],
    summary: `Read one of ${model.label}`,
    parameters: [{ name: 'If-None-Match', in: 'header', schema: { type: 'string' } }],
    responses: {
      '200': single('The record.', model.name),
      '304': { description: 'Unchanged.' },
      ...problems(['401', '403', '404', '429']),
    },
  }
}

function writeOperation({ model }: CompiledModel, kind: 'patch' | 'replace'): JsonObject {
  const patch = kind === 'patch'
  const schema = reference(patch ? `${model.name}_patch` : `${model.name}_create`)
  const content: JsonObject = patch
    ? { 'application/json': { schema }, 'application/merge-patch+json': { schema } }
    : { 'application/json': { schema } }
  return {
    operationId: `${kind}_${model.name}`,
    tags: [model.name],
    summary: patch ? `Change some fields (RFC 7396) of one of ${model.label}` : `Replace one of ${model.label}`,
    parameters: [IF_MATCH],
    requestBody: { required: true, content },
    responses: {
      '200': single('The record after the change.', model.name),
      ...problems(['400', '401', '403', '404', '409', '412', '413', '415', '429']),
    },
  }
}

function deleteOperation({ model }: CompiledModel): JsonObject {
  return {
    operationId: `delete_${model.name}`,
    tags: [model.name],
    summary: `Delete one of ${model.label}`,
    parameters: [IF_MATCH],
    responses: { '204': { description: 'Deleted.' }, ...problems(['401', '403', '404', '412', '429']) },
  }
}

function aggregateOperation({ model }: CompiledModel): JsonObject {
  const names = model.fields.map((field) => field.name)
  const listOf = (name: string, what: string): JsonObject =>
    parameter(name, { type: 'string' }, `${what}: field names, separated by commas (${names.join(', ')}).`)
  return {
    operationId: `aggregate_${model.name}`,
    tags: [model.name],
    summary: `Count, sum and group ${model.label}`,
    parameters: [
      listOf('groupBy', 'Group by'),
      ...['sum', 'avg', 'min', 'max', 'countDistinct'].map((name) => listOf(name, name)),
      parameter('filter', { type: 'string' }, 'A JSON filter, as for the list.'),
      parameter('search', { type: 'string' }, 'Text that some text field contains.'),
    ],
    responses: {
      '200': json('One row per group.', {
        type: 'object',
        properties: {
          data: {
            type: 'array',
            items: {
              type: 'object',
              properties: { group: { type: 'object' }, count: { type: 'integer' } },
              required: ['group', 'count'],
            },
          },
        },
        required: ['data'],
      }),
      ...problems(['400', '401', '403', '404', '429']),
    },
  }
}

function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` }
}

function json(description: string, schema: JsonObject): JsonObject {
  return { description, content: { 'application/json': { schema } } }
}

function single(description: string, name: string): JsonObject {
  const answer = json(description, { type: 'object', properties: { data: reference(name) }, required: ['data'] })
  return {
    ...answer,
    headers: { ETag: { description: 'Version of the record, for If-Match.', schema: { type: 'string' } } },
  }
}

const SENTENCES: Record<string, string> = {
  '400': 'Something in the request is not valid; errors[] says where.',
  '401': 'Sign in first.',
  '403': 'The rules of this collection do not allow this.',
  '404': 'Nothing here.',
  '409': 'A unique value is taken.',
  '412': 'The record has changed since it was read.',
  '413': 'Too large.',
  '415': 'Not JSON.',
  '429': 'Too many requests; see Retry-After.',
}

function problems(statuses: readonly string[]): Record<string, Json> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: SENTENCES[status] ?? '',
        content: { 'application/problem+json': { schema: reference('Problem') } },
      },
    ]),
  )
}
