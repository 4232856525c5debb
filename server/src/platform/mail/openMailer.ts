import { z } from 'zod'

import type { Db } from '../db/port.ts'
import type { Jobs } from '../jobs/jobs.ts'
import { createKeptMails } from './keptMails.ts'
import type { Mailer } from './mailer.ts'
import { renderMail } from './renderMail.ts'
import { createSmtp, type SmtpOptions } from './smtp.ts'

export interface MailerOptions {
  db: Db
  jobs: Jobs
  now: () => number
  /** The mail server; none: mails are kept. */
  smtp: SmtpOptions | null
}

const StoredLetter = z.object({
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string(),
  html: z.string(),
  projectId: z.string().nullable(),
  replyTo: z.string().nullable(),
})
type StoredLetter = z.infer<typeof StoredLetter>

const ATTEMPTS = 10

/** The mailer of an installation, and what is to be done at its end. */
export async function openMailer({ db, jobs, now, smtp: options }: MailerOptions) {
  const kept = await createKeptMails(db)
  const smtp = options && createSmtp(options)

  async function keep(id: string, { to, subject, text, projectId }: StoredLetter, error: string | null): Promise<void> {
    await kept.keep(id, { projectId, to, subject, text, error, at: new Date(now()) })
  }

  const { enqueue } = jobs.define<StoredLetter>({
    kind: 'mail.send',
    payload: StoredLetter,
    owner: ({ projectId }) => projectId,
    attempts: ATTEMPTS,
    concurrency: 2,
    async run(letter, { id }) {
      if (!smtp) return keep(id, letter, null)
      const { replyTo, projectId: _ours, ...rest } = letter
      await smtp.deliver({ ...rest, messageId: id, replyTo: replyTo ?? undefined })
    },
    onDead: (letter, error, id) => keep(id, letter, error),
  })

  const mailer: Mailer = {
    isSetUp: smtp !== null,
    send: ({ to, subject, content, projectId, replyTo = null }, more) =>
      enqueue({ to: [...to], subject, ...renderMail(content), projectId, replyTo }, more),
    listKept: (projectId, limit) => kept.list(projectId, limit),
    forgetKept: (projectId) => kept.forget(projectId),
  }
  return { mailer, close: () => smtp?.close() }
}
