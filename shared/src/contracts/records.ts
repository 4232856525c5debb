import { z } from 'zod'

import { AnyJson } from './common.ts'
import type { RouteSpec } from './route.ts'

/** What is known of a record without its model; the project's own OpenAPI document knows all. */
const AnyRecord = z.looseObject({ id: z.string(), createdAt: z.string(), updatedAt: z.string() })
const One = z.object({ data: AnyRecord })
const Values = z.record(z.string(), AnyJson)

/** `env` may be wrong everywhere. */
const common = { access: 'rules', status: 200, errors: ['invalid_filter'] } as const
const WRITES = ['invalid_filter', 'not_unique', 'conflict', 'precondition_failed'] as const
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
    summary: 'Create one or up to 1,000 records, all or nothing',
    limit: 'write',
    body: z.union([Values, z.array(Values).min(1).max(1000)]),
    status: 201,
    answer: z.object({ data: z.union([AnyRecord, z.array(AnyRecord)]) }),
    errors: ['invalid_filter', 'not_unique', 'idempotency_mismatch'],
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
