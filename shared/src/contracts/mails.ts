import { z } from 'zod'

import type { RouteSpec } from './route.ts'

/** A mail that was not sent: mail is not set up (`error` is null), or the mail server refused it. */
export const KeptMail = z.object({
  id: z.string(),
  projectId: z.string().nullable(),
  to: z.array(z.string()),
  subject: z.string(),
  /** Plain text, links included. */
  text: z.string(),
  error: z.string().nullable(),
  at: z.string(),
})
export type KeptMail = z.infer<typeof KeptMail>

export const KeptMails = z.object({
  data: z.array(KeptMail),
  meta: z.object({
    /** False: mails are kept here instead of being sent (SMTP_URL is not set). */
    isSetUp: z.boolean(),
  }),
})
export type KeptMails = z.infer<typeof KeptMails>

export const mailsApi = {
  listAll: {
    id: 'mails.listAll',
    method: 'get',
    path: '/api/mails',
    summary: 'Mails of the installation that were not sent, for its administrators; the last 100 of 30 days',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: KeptMails,
    errors: ['forbidden'],
  },
  list: {
    id: 'mails.list',
    method: 'get',
    path: '/api/projects/{id}/mails',
    summary: 'Mails of a project that were not sent; the last 100 of 30 days',
    access: 'mails.list',
    limit: 'api',
    status: 200,
    answer: KeptMails,
  },
} as const satisfies Record<string, RouteSpec>
