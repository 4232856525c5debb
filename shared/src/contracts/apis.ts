import { z } from 'zod'

import { isAudience } from '../access/audience.ts'
import { API_METHODS, API_OPERATIONS } from '../document/parseApis.ts'
import type { Audience } from '../document/views.ts'
import type { RouteSpec } from './route.ts'

export const ApiInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  method: z.enum(API_METHODS),
  /** Below `/api/dynamic/<project>`, with parameters: `/open-orders/:customer`. */
  path: z.string().min(2).max(200),
  /** Id of the model, for what is done with records; or by the name of its collection. */
  modelId: z.string().max(60).default(''),
  collectionName: z.string().max(60).optional(),
  /** Id of the query, for `query`. */
  queryId: z.string().max(60).default(''),
  /** Id of the flow, for `flow`: it is started, and the answer does not wait for its end. */
  flowId: z.string().max(60).default(''),
  operation: z.enum(API_OPERATIONS),
  auth: z.string().refine((value): value is Audience => isAudience(value), 'This is no audience.'),
  /** Names of the fields that it takes and answers; null: all. Of a model only. */
  fields: z.array(z.string().max(40)).max(100).nullable().default(null),
  transform: z.string().max(4_000).default(''),
  cacheTtl: z.int().min(0).max(3_600).default(0),
})
export type ApiInput = z.infer<typeof ApiInput>

export const ProjectApi = z.object({
  id: z.string(),
  name: z.string(),
  method: z.enum(API_METHODS),
  path: z.string(),
  modelId: z.string(),
  /** Of the model, as it is called now; null where it stands for something else. */
  collectionName: z.string().nullable(),
  queryId: z.string(),
  flowId: z.string(),
  operation: z.enum(API_OPERATIONS),
  auth: z.string(),
  fields: z.array(z.string()).nullable(),
  transform: z.string(),
  cacheTtl: z.int(),
  /** Why it does not answer: a collection that came later has its address, or what it stands for is gone. */
  problem: z.string().nullable(),
})
export type ProjectApi = z.infer<typeof ProjectApi>

const ALL = '/api/projects/{id}/apis'
const ONE = `${ALL}/{apiId}` as const

export const apisApi = {
  list: {
    id: 'apis.list',
    method: 'get',
    path: ALL,
    summary: 'Endpoints that were made in a project',
    access: 'project.read',
    limit: 'api',
    status: 200,
    answer: z.object({ data: z.array(ProjectApi) }),
  },
  create: {
    id: 'apis.create',
    method: 'post',
    path: ALL,
    summary: 'Make an endpoint',
    access: 'document.write',
    limit: 'write',
    body: ApiInput,
    status: 201,
    answer: ProjectApi,
  },
  read: {
    id: 'apis.read',
    method: 'get',
    path: ONE,
    summary: 'One endpoint',
    access: 'project.read',
    limit: 'api',
    status: 200,
    answer: ProjectApi,
  },
  replace: {
    id: 'apis.replace',
    method: 'put',
    path: ONE,
    summary: 'Change an endpoint',
    access: 'document.write',
    limit: 'write',
    body: ApiInput,
    status: 200,
    answer: ProjectApi,
  },
  remove: {
    id: 'apis.remove',
    method: 'delete',
    path: ONE,
    summary: 'Delete an endpoint',
    access: 'document.write',
    limit: 'write',
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>
