import { z } from 'zod'

import { AnyJson, Id, pageOf } from './common.ts'
import type { RouteSpec } from './route.ts'

/** `POST /api/projects/:id/submissions`: what a form of a published app sends when it is not bound to a model. */
export const CreateSubmissionInput = z.strictObject({
  screenId: Id,
  formId: Id,
  formData: z.record(
    z.string().max(80),
    z.union([z.string().max(65_536), z.number(), z.boolean(), z.null(), z.array(z.string().max(400)).max(200)]),
  ),
  /** Honeypot: people leave it empty; a filled one is answered like success and dropped. */
  website: z.string().max(400).optional(),
})
export type CreateSubmissionInput = z.infer<typeof CreateSubmissionInput>

export const Submission = z.object({
  id: z.string(),
  projectId: z.string(),
  screenId: z.string(),
  formId: z.string(),
  formData: z.record(z.string(), AnyJson),
  submittedAt: z.string(),
  userAgent: z.string(),
})
export type Submission = z.infer<typeof Submission>

export const submissionsApi = {
  create: {
    id: 'submissions.create',
    method: 'post',
    path: '/api/projects/{id}/submissions',
    summary: 'Send in a form of the published app; anybody may',
    access: 'public',
    limit: 'submissions',
    body: CreateSubmissionInput,
    status: 201,
    answer: z.object({ id: z.string() }),
  },
  list: {
    id: 'submissions.list',
    method: 'get',
    path: '/api/projects/{id}/submissions',
    summary: 'What was sent in, the newest first',
    access: 'submissions.list',
    limit: 'api',
    query: z.object({ cursor: Id.optional() }),
    status: 200,
    answer: pageOf(Submission),
  },
  remove: {
    id: 'submissions.remove',
    method: 'delete',
    path: '/api/projects/{id}/submissions/{submissionId}',
    summary: 'Delete one submission',
    access: 'submissions.delete',
    limit: 'write',
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>
