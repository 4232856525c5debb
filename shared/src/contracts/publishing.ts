import { z } from 'zod'

import { Entrance } from './appAccess.ts'
import { listOf } from './common.ts'
import { FieldMisfits, OnMisfit } from './misfits.ts'
import type { RouteSpec } from './route.ts'

export const Environment = z.enum(['draft', 'live'])
export type Environment = z.infer<typeof Environment>

export const PublishInput = z.strictObject({
  /** First publish only: copies the draft's rows into live. */
  copyDraftRows: z.boolean().default(false),
  /** What becomes of live values that a changed field cannot take; needed where there are some. */
  onMisfit: OnMisfit.optional(),
  /** Who may open the app from now on; absent: as before. */
  entrance: Entrance.optional(),
})
export type PublishInput = z.infer<typeof PublishInput>

/** A binding, form or action that visitors would be refused, and the rule that would let them: of a model, or of a query (`run`). */
export const PublishWarning = z.object({
  nodeId: z.string(),
  nodeName: z.string(),
  /** Of the model; of the query where the operation is `run`. */
  ruledId: z.string(),
  ruledName: z.string(),
  operation: z.enum(['list', 'create', 'update', 'delete', 'run']),
})
export type PublishWarning = z.infer<typeof PublishWarning>

export const PublishCheck = z.object({
  warnings: z.array(PublishWarning),
  /** Names of inputs that ask for a person, where people who use the app may not find each other. */
  personInputs: z.array(z.string()),
  /** Who may open the app: for them the warnings are. */
  entrance: Entrance,
  firstPublish: z.boolean(),
  draftRows: z.number(),
  /** What visitors' rows mean to fields that were changed since. */
  misfits: z.array(FieldMisfits),
})
export type PublishCheck = z.infer<typeof PublishCheck>

export const Release = z.object({
  id: z.string(),
  number: z.number(),
  active: z.boolean(),
  authorName: z.string(),
  createdAt: z.string(),
  appUrl: z.string(),
})
export type Release = z.infer<typeof Release>

export const publishingApi = {
  check: {
    id: 'publishing.check',
    method: 'get',
    path: '/api/projects/{id}/publish/check',
    summary: 'What visitors would be refused after publishing',
    access: 'publishing.publish',
    limit: 'api',
    query: z.object({ entrance: Entrance.optional() }),
    status: 200,
    answer: PublishCheck,
  },
  publish: {
    id: 'publishing.publish',
    method: 'post',
    path: '/api/projects/{id}/publish',
    summary: 'Freeze the project as it is now and serve it to visitors',
    access: 'publishing.publish',
    limit: 'write',
    body: PublishInput,
    status: 201,
    answer: Release,
    errors: ['data_misfit'],
  },
  list: {
    id: 'publishing.releases',
    method: 'get',
    path: '/api/projects/{id}/releases',
    summary: 'The last 200 releases, the newest first',
    access: 'publishing.read',
    limit: 'api',
    status: 200,
    answer: listOf(Release),
  },
  activate: {
    id: 'publishing.activate',
    method: 'post',
    path: '/api/projects/{id}/releases/{releaseId}/activate',
    summary: 'Serve an older release again (rollback)',
    access: 'publishing.publish',
    limit: 'write',
    status: 200,
    answer: Release,
  },
} as const satisfies Record<string, RouteSpec>
