import { z } from 'zod'

import { AnyJson } from './common.ts'
import { Challenge, PROOF_HEADER } from './proofs.ts'
import type { RouteSpec } from './route.ts'

/** What is known of a record without its model; the project's own OpenAPI document knows all. */
const AnyRecord = z.looseObject({ id: z.string(), createdAt: z.string(), updatedAt: z.string() })
const One = z.object({ data: AnyRecord })
const OneOrMany = z.object({ data: z.union([AnyRecord, z.array(AnyRecord)]) })
const Values = z.record(z.string(), AnyJson)

const Name = z.string().min(1).max(60)
const RecordId = z.string().regex(/^[A-Za-z0-9_-]{1,60}$/, 'must be an id')
const IfMatch = z.string().max(100).optional()
const on = { collection: Name, id: RecordId }

/** One step of a batch. `ifMatch`: the ETag that was read. */
const BatchOperation = z.discriminatedUnion('operation', [
  z.strictObject({ operation: z.literal('create'), collection: Name, data: Values }),
  z.strictObject({ operation: z.literal('upsert'), collection: Name, field: Name, data: Values }),
  z.strictObject({ operation: z.literal('update'), ...on, data: Values, ifMatch: IfMatch }),
  z.strictObject({ operation: z.literal('replace'), ...on, data: Values, ifMatch: IfMatch }),
  z.strictObject({ operation: z.literal('delete'), ...on, ifMatch: IfMatch }),
])

export const BatchInput = z.strictObject({ operations: z.array(BatchOperation).min(1).max(1_000) })
export type BatchInput = z.infer<typeof BatchInput>

/** What became of a file. `errors`: of the first 1,000 lines that failed. */
export const ImportReport = z.object({
  lines: z.int(),
  created: z.int(),
  updated: z.int(),
  failed: z.int(),
  dryRun: z.boolean(),
  errors: z.array(z.object({ line: z.int(), path: z.string(), code: z.string(), message: z.string() })),
})
export type ImportReport = z.infer<typeof ImportReport>

/** `env` may be wrong everywhere. */
const common = { access: 'rules', status: 200, errors: ['invalid_filter'] } as const
const WRITES = ['invalid_filter', 'not_unique', 'conflict', 'precondition_failed'] as const
/** Of visitors, where a collection asks for it. */
const PROOF = {
  headers: [
    { name: PROOF_HEADER, required: false, description: 'The solved challenge that a guarded collection asks for.' },
  ],
} as const
const PROJECT = '/api/dynamic/{project}'
const COLLECTION = `${PROJECT}/{collection}` as const
const RECORD = `${COLLECTION}/{recordId}` as const

export const GraphqlRequest = z.object({
  query: z.string().min(1).max(100_000),
  variables: Values.nullish(),
  operationName: z.string().max(100).nullish(),
})

/** The generated endpoints, as far as they are the same for all models. `project` is an id or an address. */
export const recordsApi = {
  openApi: {
    ...common,
    id: 'records.openApi',
    method: 'get',
    path: `${PROJECT}/openapi.json`,
    summary: 'The exact OpenAPI document of a project’s collections, for the caller',
    limit: 'api',
    answer: Values,
  },
  docs: {
    ...common,
    id: 'records.docs',
    method: 'get',
    path: `${PROJECT}/docs`,
    summary: 'Leads to the viewer of that document',
    limit: 'api',
    answer: null,
    more: { 302: null },
  },
  graphql: {
    ...common,
    id: 'records.graphql',
    method: 'post',
    path: `${PROJECT}/graphql`,
    summary:
      'GraphQL over the collections that are open to the caller, with the rules, filters and errors of the REST endpoints',
    limit: 'write',
    ...PROOF,
    body: GraphqlRequest,
    answer: z.object({ data: AnyJson.optional(), errors: z.array(z.looseObject({ message: z.string() })).optional() }),
  },
  changes: {
    ...common,
    id: 'records.changes',
    method: 'get',
    path: `${PROJECT}/changes`,
    summary: 'Changes of records as server-sent events',
    limit: 'api',
    answer: 'text/event-stream',
  },
  batch: {
    ...common,
    id: 'records.batch',
    method: 'post',
    path: `${PROJECT}/batch`,
    summary: 'Up to 1,000 operations over the collections in one transaction: all of them, in their order, or none',
    limit: 'write',
    ...PROOF,
    body: BatchInput,
    answer: z.object({
      data: z.array(
        z.object({
          operation: z.enum(['create', 'update', 'replace', 'upsert', 'delete']),
          collection: z.string(),
          record: AnyRecord.nullable(),
        }),
      ),
    }),
    errors: [...WRITES, 'still_referenced', 'proof_refused'],
  },
  list: {
    ...common,
    id: 'records.list',
    method: 'get',
    path: COLLECTION,
    summary: 'A page of records, filtered and sorted',
    limit: 'api',
    answer: z.object({ data: z.array(z.looseObject({})), meta: z.looseObject({ nextCursor: z.string().nullable() }) }),
    errors: ['invalid_filter', 'invalid_cursor'],
  },
  create: {
    ...common,
    id: 'records.create',
    method: 'post',
    path: COLLECTION,
    summary: 'Create one or up to 1,000 records, all or nothing; with `upsert` change those that are there',
    limit: 'write',
    ...PROOF,
    body: z.union([Values, z.array(Values).min(1).max(1000)]),
    status: 201,
    answer: OneOrMany,
    more: { 200: OneOrMany },
    errors: ['invalid_filter', 'not_unique', 'conflict', 'idempotency_mismatch', 'proof_refused'],
  },
  challenge: {
    ...common,
    id: 'records.challenge',
    method: 'get',
    path: `${COLLECTION}/challenge`,
    summary: 'The work that a guarded collection asks of visitors; good for one record, for ten minutes',
    limit: 'write',
    answer: Challenge,
  },
  aggregate: {
    ...common,
    id: 'records.aggregate',
    method: 'get',
    path: `${COLLECTION}/aggregate`,
    summary: 'Count, sum and group records',
    limit: 'api',
    answer: z.object({ data: z.array(z.looseObject({ group: Values, count: z.int() })) }),
  },
  duplicates: {
    ...common,
    id: 'records.duplicates',
    method: 'get',
    path: `${COLLECTION}/duplicates`,
    summary: 'Values of a field that more than one record has; for who can change the model',
    limit: 'api',
    query: z.object({ field: z.string() }),
    answer: z.object({
      data: z.array(z.object({ value: AnyJson, count: z.int() })),
      meta: z.object({ guarded: z.boolean() }),
    }),
  },
  export: {
    ...common,
    id: 'records.export',
    method: 'get',
    path: `${COLLECTION}/export`,
    summary: 'All records that a list would answer, as a file in the order of ids; filtered like a list',
    limit: 'api',
    answer: '*/*',
  },
  import: {
    ...common,
    id: 'records.import',
    method: 'post',
    path: `${COLLECTION}/import`,
    summary:
      'Create records (with `upsert` change those that are there) from a file of any size (CSV, JSON, NDJSON), line by line',
    limit: 'write',
    ...PROOF,
    sends: '*/*',
    answer: z.object({ data: ImportReport }),
    errors: [
      'invalid_filter',
      'proof_refused',
      'invalid_input',
      'invalid_json',
      'not_unique',
      'conflict',
      'too_large',
      'unsupported_media_type',
    ],
  },
  read: {
    ...common,
    id: 'records.read',
    method: 'get',
    path: RECORD,
    summary: 'One record',
    limit: 'api',
    answer: One,
    more: { 304: null },
  },
  patch: {
    ...common,
    id: 'records.patch',
    method: 'patch',
    path: RECORD,
    summary: 'Change some fields of a record (RFC 7396)',
    limit: 'write',
    body: Values,
    answer: One,
    errors: WRITES,
  },
  replace: {
    ...common,
    id: 'records.replace',
    method: 'put',
    path: RECORD,
    summary: 'Replace a record',
    limit: 'write',
    body: Values,
    answer: One,
    errors: WRITES,
  },
  remove: {
    ...common,
    id: 'records.remove',
    method: 'delete',
    path: RECORD,
    summary: 'Delete a record',
    limit: 'write',
    status: 204,
    answer: null,
    errors: ['invalid_filter', 'conflict', 'still_referenced', 'precondition_failed'],
  },
} as const satisfies Record<string, RouteSpec>
