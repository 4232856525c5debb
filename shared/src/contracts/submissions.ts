import { z } from 'zod'

import { FILE_FORMATS } from '../tables/formats.ts'
import { AnyJson, Id, Instant, listOf, pageOf } from './common.ts'
import { Challenge, PROOF_HEADER } from './proofs.ts'
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
  /** Somebody has dealt with it. */
  done: z.boolean(),
})
export type Submission = z.infer<typeof Submission>

/** Which submissions are meant; all of these together. */
export const SubmissionFilter = z.object({
  /** Id of a form. */
  form: Id.optional(),
  state: z.enum(['open', 'done']).optional(),
  from: Instant.optional(),
  /** Not this moment itself any more. */
  until: Instant.optional(),
  /** A text that one of the answers contains. */
  search: z.string().max(200).optional(),
})
export type SubmissionFilter = z.infer<typeof SubmissionFilter>

/** A form with what came of it; `name` is null where the published app has it no more. */
export const SubmissionForm = z.object({
  formId: z.string(),
  name: z.string().nullable(),
  count: z.int(),
  /** With which nobody has dealt yet. */
  open: z.int(),
  lastAt: z.string().nullable(),
})
export type SubmissionForm = z.infer<typeof SubmissionForm>

export const MAX_KEEP_DAYS = 3_650
/** After how many days submissions are deleted by themselves; null: never. */
export const SubmissionSettings = z.strictObject({ keepDays: z.int().min(1).max(MAX_KEEP_DAYS).nullable() })
export type SubmissionSettings = z.infer<typeof SubmissionSettings>

const Ids = z.array(Id).min(1).max(200)
const base = '/api/projects/{id}/submissions'

export const submissionsApi = {
  create: {
    id: 'submissions.create',
    method: 'post',
    path: base,
    summary: 'Send in a form of the published app; anybody may',
    access: 'public',
    limit: 'submissions',
    headers: [
      { name: 'Idempotency-Key', required: false, description: 'Sent again with the same key, it is stored once.' },
      { name: PROOF_HEADER, required: false, description: 'The solved challenge that a guarded form asks for.' },
    ],
    body: CreateSubmissionInput,
    status: 201,
    answer: z.object({ id: z.string() }),
    errors: ['proof_refused'],
  },
  challenge: {
    id: 'submissions.challenge',
    method: 'get',
    path: `${base}/challenge`,
    summary: 'The work that a guarded form asks for; good once, for ten minutes',
    access: 'public',
    limit: 'write',
    query: z.object({ form: Id }),
    status: 200,
    answer: Challenge,
  },
  list: {
    id: 'submissions.list',
    method: 'get',
    path: base,
    summary: 'What was sent in, the newest first',
    access: 'submissions.list',
    limit: 'api',
    query: SubmissionFilter.extend({ cursor: Id.optional() }),
    status: 200,
    answer: pageOf(Submission),
  },
  forms: {
    id: 'submissions.forms',
    method: 'get',
    path: `${base}/forms`,
    summary: 'Forms that are sent in to here, with how many submissions each has',
    access: 'submissions.list',
    limit: 'api',
    status: 200,
    answer: listOf(SubmissionForm),
  },
  export: {
    id: 'submissions.export',
    method: 'get',
    path: `${base}/export`,
    summary: 'All that a list would show as a file, the oldest first',
    access: 'submissions.list',
    limit: 'api',
    query: SubmissionFilter.extend({ format: z.enum(FILE_FORMATS).default('csv') }),
    status: 200,
    answer: '*/*',
  },
  settings: {
    id: 'submissions.settings',
    method: 'get',
    path: `${base}/settings`,
    summary: 'How long submissions are kept',
    access: 'submissions.list',
    limit: 'api',
    status: 200,
    answer: SubmissionSettings,
  },
  changeSettings: {
    id: 'submissions.changeSettings',
    method: 'put',
    path: `${base}/settings`,
    summary: 'Say how long submissions are kept; older ones are deleted at once',
    access: 'submissions.delete',
    limit: 'write',
    body: SubmissionSettings,
    status: 200,
    answer: SubmissionSettings,
  },
  mark: {
    id: 'submissions.mark',
    method: 'post',
    path: `${base}/mark`,
    summary: 'Mark submissions as done or open',
    access: 'submissions.mark',
    limit: 'write',
    body: z.strictObject({ ids: Ids, done: z.boolean() }),
    status: 200,
    answer: z.object({ changed: z.int() }),
  },
  removeMany: {
    id: 'submissions.removeMany',
    method: 'post',
    path: `${base}/delete`,
    summary: 'Delete several submissions with their files',
    access: 'submissions.delete',
    limit: 'write',
    body: z.strictObject({ ids: Ids }),
    status: 200,
    answer: z.object({ deleted: z.int() }),
  },
  read: {
    id: 'submissions.read',
    method: 'get',
    path: `${base}/{submissionId}`,
    summary: 'One submission',
    access: 'submissions.list',
    limit: 'api',
    status: 200,
    answer: Submission,
  },
  remove: {
    id: 'submissions.remove',
    method: 'delete',
    path: `${base}/{submissionId}`,
    summary: 'Delete one submission',
    access: 'submissions.delete',
    limit: 'write',
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>
