import { z } from 'zod'

import { Id } from './common.ts'

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
  formData: z.record(z.string(), z.json()),
  submittedAt: z.string(),
  userAgent: z.string(),
})
export type Submission = z.infer<typeof Submission>
