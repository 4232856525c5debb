import { AppError } from '@axiom/shared/errors'

import type { Mailer } from '../../platform/mail/mailer.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { AppSessions } from './sessions.ts'
import type { StoredAppUser } from './userStore.ts'

export interface LettersDeps {
  mailer: Mailer
  sessions: AppSessions
  access: ProjectAccess
  appUrl: (slug: string) => string
}

const TEXTS = {
  invite: {
    subject: (app: string) => `Your account at ${app}`,
    lead: 'An account has been made for you. Choose a password, and you are in.',
    label: 'Choose a password',
    life: 'The link works once, for seven days.',
    page: 'reset',
  },
  reset: {
    subject: (app: string) => `A new password for ${app}`,
    lead: 'Somebody, hopefully you, asked for a new password. If it was not you, nothing needs to be done.',
    label: 'Choose a new password',
    life: 'The link works once, for an hour.',
    page: 'reset',
  },
  verify: {
    subject: (app: string) => `Confirm your address for ${app}`,
    lead: 'Confirm that this address is yours, and your account can be used.',
    label: 'Confirm the address',
    life: 'The link works once, for three days.',
    page: 'verify',
  },
} as const

/** The mails that app users get. Each brings a link whose secret stands behind the #: browsers send that part nowhere. */
export function createLetters({ mailer, sessions, access, appUrl }: LettersDeps) {
  return {
    /** Answers the link too, for members who hand it over themselves. */
    async send(kind: keyof typeof TEXTS, { _id, projectId, name, email }: StoredAppUser): Promise<string> {
      const project = await access.resolve(projectId)
      if (!project) throw new AppError('not_found')
      const { subject, lead, label, life, page } = TEXTS[kind]
      const url = `${appUrl(project.slug)}/-/${page}#${await sessions.makeLink(projectId, _id, kind)}`
      const title = subject(project.name)
      const content = { title, paragraphs: [`Hello ${name},`, lead, life], link: { label, url } }
      await mailer.send({ to: [email], subject: title, content, projectId })
      return url
    },
  }
}

export type Letters = ReturnType<typeof createLetters>
