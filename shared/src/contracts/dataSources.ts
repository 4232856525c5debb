import { z } from 'zod'

import { AnyJson, Id, listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

export const SOURCE_TYPES = ['rest', 'graphql', 'postgresql', 'mysql', 'mongodb', 'sqlite', 'csv', 'json'] as const
export type SourceType = (typeof SOURCE_TYPES)[number]

const HeaderName = z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,80}$/, 'must be the name of a header')
const Header = z.strictObject({
  name: HeaderName,
  value: z
    .string()
    .max(2_000)
    .regex(/^[\x20-\x7e]*$/, 'must be plain text on one line'),
})
/** How the secret of a source is sent with each request. */
const HttpAuth = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('bearer') }),
  z.strictObject({ kind: z.literal('basic'), user: z.string().max(200) }),
  z.strictObject({ kind: z.literal('header'), name: HeaderName }),
])
export type HttpAuth = z.infer<typeof HttpAuth>

const Http = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  headers: z.array(Header).max(20).default([]),
  auth: HttpAuth.default({ kind: 'none' }),
})
const Database = z.strictObject({
  host: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9._:[\]-]{1,253}$/, 'must be the name or address of a server'),
  port: z.int().min(1).max(65_535),
  database: z.string().trim().min(1).max(120),
  user: z.string().max(120).default(''),
  /** `trusted` checks the certificate, `any` only encrypts. */
  tls: z.enum(['off', 'any', 'trusted']).default('off'),
})
/** Rows that were uploaded: an SQLite file, or a table made of a CSV or JSON file. */
const Upload = z.strictObject({})

/** Where a source is, without its secret. */
export const SourceConfig = z.discriminatedUnion('type', [
  Http.extend({ type: z.literal('rest') }),
  Http.extend({ type: z.literal('graphql') }),
  Database.extend({ type: z.literal('postgresql') }),
  Database.extend({ type: z.literal('mysql') }),
  Database.extend({
    type: z.literal('mongodb'),
    authDatabase: z.string().max(120).default('admin'),
    /** As `mongodb+srv://`: the name leads to servers by its SRV records, and the port is theirs. */
    srv: z.boolean().default(false),
  }),
  Upload.extend({ type: z.literal('sqlite') }),
  Upload.extend({ type: z.literal('csv') }),
  Upload.extend({ type: z.literal('json') }),
])
export type SourceConfig = z.infer<typeof SourceConfig>

/** What a source that came with a project's file still needs: it stayed behind, since it is a secret or may be one. */
export const SourceGap = z.enum(['secret', 'address', 'user', 'headers'])
export type SourceGap = z.infer<typeof SourceGap>

/** Password or token. Left out: as before; null: none any more. It is never answered. */
const Secret = z.string().min(1).max(8_000).nullable().optional()

export const DataSourceInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  config: SourceConfig,
  secret: Secret,
  /** Queries can only read. */
  readOnly: z.boolean().default(true),
  /** Nothing is lacking any more, whatever it came without. */
  complete: z.boolean().optional(),
})
export type DataSourceInput = z.infer<typeof DataSourceInput>

export const DataSource = z.object({
  id: z.string(),
  projectId: z.string(),
  name: z.string(),
  config: SourceConfig,
  readOnly: z.boolean(),
  hasSecret: z.boolean(),
  /** Not empty: nothing is asked of it before that is entered. */
  lacks: z.array(SourceGap),
  /** Of the uploaded file; null when there is none. */
  fileName: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  stats: z.object({
    runs: z.int(),
    failures: z.int(),
    averageMs: z.number().nullable(),
    /** Of all runs, 0 to 1; null before the first. */
    successRate: z.number().nullable(),
    lastUsedAt: z.string().nullable(),
    lastError: z.string().nullable(),
  }),
})
export type DataSource = z.infer<typeof DataSource>

export const PARAMETER_TYPES = ['text', 'number', 'boolean', 'date', 'list'] as const
export type ParameterType = (typeof PARAMETER_TYPES)[number]

/** A parameter as a query declares it. */
export const QueryParameter = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'must be a name of letters, digits and _'),
  type: z.enum(PARAMETER_TYPES),
  required: z.boolean().default(false),
  default: AnyJson.optional(),
})
export type QueryParameter = z.infer<typeof QueryParameter>

const Request = z.string().max(64 * 1024)
const Values = z.record(z.string().max(40), AnyJson)

export const ExecuteInput = z.strictObject({
  request: Request,
  parameters: z.array(QueryParameter).max(40).default([]),
  values: Values.default({}),
  /** JSONata on the answer; its result is answered beside it. */
  transform: z
    .string()
    .max(64 * 1024)
    .optional(),
})
export type ExecuteInput = z.infer<typeof ExecuteInput>

/** What a source answered. */
export const SourceAnswer = z.object({
  data: AnyJson,
  /** Of the rows, in order; null when the answer is no table. */
  columns: z.array(z.string()).nullable(),
  /** There were more rows than a query answers. */
  truncated: z.boolean(),
  /** Rows that a write changed. */
  changed: z.int().nullable(),
})
export type SourceAnswer = z.infer<typeof SourceAnswer>

export const ExecuteAnswer = SourceAnswer.extend({
  ms: z.number(),
  /** What the transform makes of it; null without one. */
  transformed: z
    .union([
      z.object({ ok: z.literal(true), value: AnyJson }),
      z.object({ ok: z.literal(false), message: z.string(), position: z.int().nullable() }),
    ])
    .nullable(),
})
export type ExecuteAnswer = z.infer<typeof ExecuteAnswer>

export const SourceTable = z.object({
  name: z.string(),
  kind: z.enum(['table', 'view', 'collection', 'query', 'mutation']),
  fields: z.array(z.object({ name: z.string(), type: z.string(), required: z.boolean() })),
})
export type SourceTable = z.infer<typeof SourceTable>

export const SourceProblem = z.object({ path: z.string(), code: z.string(), message: z.string() })
export type SourceProblem = z.infer<typeof SourceProblem>

/** `paused`: it failed so often that it is left alone for a while. */
export const SourceHealth = z.object({
  state: z.enum(['up', 'down', 'paused']),
  ms: z.number().nullable(),
  message: z.string().nullable(),
})
export type SourceHealth = z.infer<typeof SourceHealth>

/** What a query answered, `POST /api/dynamic/:project/queries/:name`. */
export const QueryAnswer = z.object({
  data: AnyJson,
  meta: z.object({
    columns: z.array(z.string()).nullable(),
    truncated: z.boolean(),
    changed: z.int().nullable(),
    cached: z.boolean(),
    ms: z.number(),
  }),
})
export type QueryAnswer = z.infer<typeof QueryAnswer>

export const RunQueryInput = z.strictObject({ parameters: Values.default({}) })
export type RunQueryInput = z.infer<typeof RunQueryInput>

const BASE = '/api/data-sources'
const CAN_FAIL = [
  'source_incomplete',
  'outbound_refused',
  'outbound_failed',
  'outbound_timeout',
  'query_failed',
  'unavailable',
] as const
const MISSING = ['forbidden', 'not_found'] as const

export const dataSourcesApi = {
  list: {
    id: 'dataSources.list',
    method: 'get',
    path: BASE,
    summary: 'The data sources of a project, by name; without secrets',
    access: 'signedIn',
    limit: 'api',
    query: z.object({ project: Id }),
    status: 200,
    answer: listOf(DataSource),
    errors: MISSING,
  },
  create: {
    id: 'dataSources.create',
    method: 'post',
    path: BASE,
    summary: 'Connect a data source',
    access: 'signedIn',
    limit: 'write',
    body: DataSourceInput.extend({ project: Id }),
    status: 201,
    answer: DataSource,
    errors: MISSING,
  },
  test: {
    id: 'dataSources.test',
    method: 'post',
    path: `${BASE}/test`,
    summary: 'Try a connection before it is kept; with `id` the secret of that source is used where none is sent',
    access: 'signedIn',
    limit: 'write',
    body: z.strictObject({ project: Id, id: Id.optional(), config: SourceConfig, secret: Secret }),
    status: 200,
    answer: SourceHealth,
    errors: MISSING,
  },
  get: {
    id: 'dataSources.get',
    method: 'get',
    path: `${BASE}/{sourceId}`,
    summary: 'One data source',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: DataSource,
    errors: ['forbidden'],
  },
  update: {
    id: 'dataSources.update',
    method: 'put',
    path: `${BASE}/{sourceId}`,
    summary: 'Change a data source; whoever changes where it leads to sends the secret again',
    access: 'signedIn',
    limit: 'write',
    body: DataSourceInput,
    status: 200,
    answer: DataSource,
    errors: ['forbidden'],
  },
  remove: {
    id: 'dataSources.remove',
    method: 'delete',
    path: `${BASE}/{sourceId}`,
    summary: 'Remove a data source and its uploaded file; queries on it fail from then on',
    access: 'signedIn',
    limit: 'write',
    status: 204,
    answer: null,
    errors: ['forbidden'],
  },
  upload: {
    id: 'dataSources.upload',
    method: 'put',
    path: `${BASE}/{sourceId}/file`,
    summary: 'Replace the file of a source of type sqlite, csv or json; the bytes are the body',
    access: 'signedIn',
    limit: 'write',
    query: z.object({ name: z.string().max(200).default('') }),
    sends: 'application/octet-stream',
    status: 200,
    answer: DataSource,
    errors: ['forbidden', 'too_large', 'query_failed', 'outbound_timeout', 'invalid_input'],
  },
  execute: {
    id: 'dataSources.execute',
    method: 'post',
    path: `${BASE}/{sourceId}/execute`,
    summary: 'Run a request on a source and preview its transform',
    access: 'signedIn',
    limit: 'write',
    body: ExecuteInput,
    status: 200,
    answer: ExecuteAnswer,
    errors: ['forbidden', ...CAN_FAIL],
  },
  schema: {
    id: 'dataSources.schema',
    method: 'get',
    path: `${BASE}/{sourceId}/schema`,
    summary: 'Tables, collections or operations of a source',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: listOf(SourceTable),
    errors: ['forbidden', ...CAN_FAIL],
  },
  validate: {
    id: 'dataSources.validate',
    method: 'post',
    path: `${BASE}/{sourceId}/validate`,
    summary: 'What is wrong with a request, without running it',
    access: 'signedIn',
    limit: 'write',
    body: ExecuteInput.omit({ values: true }),
    status: 200,
    answer: z.object({ problems: z.array(SourceProblem) }),
    errors: ['forbidden', ...CAN_FAIL],
  },
  health: {
    id: 'dataSources.health',
    method: 'get',
    path: `${BASE}/{sourceId}/health`,
    summary: 'Whether a source answers now',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: SourceHealth,
    errors: ['forbidden'],
  },
  cache: {
    id: 'dataSources.cache',
    method: 'post',
    path: `${BASE}/{sourceId}/cache`,
    summary: 'Forget every kept answer of a source',
    access: 'signedIn',
    limit: 'write',
    status: 204,
    answer: null,
    errors: ['forbidden'],
  },
} as const satisfies Record<string, RouteSpec>

export const queriesApi = {
  run: {
    id: 'queries.run',
    method: 'post',
    path: '/api/dynamic/{project}/queries/{query}',
    summary: 'Run a query of the project by its name; its rule says who may',
    access: 'rules',
    limit: 'api',
    query: z.object({ env: z.enum(['draft', 'live']).optional() }),
    body: RunQueryInput,
    status: 200,
    answer: QueryAnswer,
    errors: CAN_FAIL,
  },
} as const satisfies Record<string, RouteSpec>
