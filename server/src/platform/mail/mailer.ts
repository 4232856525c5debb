import type { EnqueueOptions } from '../jobs/jobs.ts'

/** What a mail says; `renderMail` makes plain text and HTML of it. Everything is text, nothing is markup. */
export interface MailContent {
  /** Its heading. */
  title: string
  paragraphs: readonly string[]
  /** Names and values, one below the other. */
  rows?: readonly (readonly [string, string])[]
  /** A button; its address also stands in the text. */
  link?: { label: string; url: string }
  /** Why one gets it, in small letters. */
  footer?: string
}

export interface Mail {
  to: readonly string[]
  subject: string
  content: MailContent
  /** Whose owners see it when it cannot be sent; null: the administrators of the installation. */
  projectId: string | null
  replyTo?: string
}

/** A mail that was not sent. */
export interface KeptMail {
  id: string
  projectId: string | null
  to: string[]
  subject: string
  /** Plain text, links included. */
  text: string
  /** Why; null: mail is not set up. */
  error: string | null
  at: string
}

/**
 * The one way by which mail leaves. A mail is a job: with a session it is sent if, and only if, that transaction is, and it is tried
 * again while the mail server is away. Without a mail server, or when that refuses it, it is kept for 30 days where whoever runs the
 * project or the installation sees it.
 */
export interface Mailer {
  /** False: mails are kept, not sent. */
  readonly isSetUp: boolean
  send(mail: Mail, options?: Pick<EnqueueOptions, 'session' | 'key' | 'delayMs'>): Promise<void>
  /** What was not sent, the newest first. */
  listKept(projectId: string | null, limit: number): Promise<KeptMail[]>
  /** Takes away what was kept of a project that is gone. */
  forgetKept(projectId: string): Promise<void>
}
